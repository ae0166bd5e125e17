"""Reads mails that tell of a failed delivery: reports first, then the words of systems that send none."""

from collections.abc import Container, Iterator, Sequence

from services.notifications.parsing.failures.found import Action, Bounce, FailedRecipient, Part
from services.notifications.parsing.failures.judging import is_delay, is_told_in_words
from services.notifications.parsing.failures.reports import (
    complaints_of,
    recipients_of_json,
    recipients_of_report,
)
from services.notifications.parsing.failures.texts import (
    address_in,
    any_in,
    mentioned_in,
    message_id_in,
    named_in,
    notice_lines,
    status_in,
    status_of_reply,
)
from services.notifications.parsing.quotes.markup import text_of_html

__all__ = ["Bounce", "FailedRecipient", "Part", "find_bounce"]

_REPORTS = ("message/delivery-status", "message/global-delivery-status", "message/delivery-report")
_COPIES = (
    "message/rfc822",
    "text/rfc822-headers",
    "message/global",
    "message/global-headers",
    "message/rfc822-headers",
)
_COMPLAINT = "complaint about message from "
"""Subject of Microsoft's feedback loop (JMRP), which has no part of its own for it."""

MOST_RECIPIENTS = 100


def find_bounce(
    headers: Sequence[tuple[str, str]], subject: str, sender: str, parts: Sequence[Part]
) -> Bounce | None:
    """What a mail tells of a failed, delayed or complained-about mail of ours; None if it tells of none.

    `headers` with names in lower case and decoded values, `sender` the address of From or ''. Look at `is_failure`:
    delays, receipts and complaints are bounces too, each with an action of its own.
    """
    original = _original_id(parts)
    for part in parts:
        if part.content_type == "message/feedback-report":
            return Bounce(tuple(complaints_of(part.text)) or _nobody("complaint"), original, "feedback")
    if subject.lower().strip().startswith(_COMPLAINT) and any(part.content_type in _COPIES for part in parts):
        return Bounce(_nobody("complaint"), original, "feedback")
    if reported := [each for part in parts if _is_report(part) for each in recipients_of_report(part.text)]:
        return Bounce(tuple(reported), original, "report")
    for part in parts:
        told, message_id = recipients_of_json(part.text) if part.content_type == "text/plain" else ([], "")
        if told:
            return Bounce(tuple(told), original or message_id, "json")
    return _told_in_words(headers, subject, sender, parts, original)


def _is_report(part: Part) -> bool:
    if part.content_type in _REPORTS:
        return True
    start = part.text[:20_000].lower() if part.content_type.startswith(("text/", "multipart/")) else ""
    return "final-recipient:" in start and ("action:" in start or "reporting-mta:" in start)


def _original_id(parts: Sequence[Part]) -> str:
    copies = (message_id_in(part.text) for part in parts if part.content_type in _COPIES)
    plain = (message_id_in(part.text) for part in parts if part.content_type.startswith("text/"))
    return next(filter(None, copies), "") or next(filter(None, plain), "")


def _told_in_words(
    headers: Sequence[tuple[str, str]], subject: str, sender: str, parts: Sequence[Part], original: str
) -> Bounce | None:
    lines = notice_lines(_notice(parts))
    notice = "\n".join(lines).lower()
    if not is_told_in_words(headers, subject, sender, notice, has_copy=bool(original)):
        return None
    action: Action = "delayed" if is_delay(subject, notice) else "failed"
    ours = {sender.lower(), *(address_in(value) for name, value in headers if name in ("to", "delivered-to"))}
    found: dict[str, FailedRecipient] = {}
    for address, said in _named(headers, lines, ours):
        if len(found) < MOST_RECIPIENTS:
            status = status_in(said) or status_in(notice) or status_of_reply(said) or status_of_reply(notice)
            found.setdefault(address, FailedRecipient(address, status, action, said))
    return Bounce(tuple(found.values()) or _unnamed(notice, action), original, "words")


def _notice(parts: Sequence[Part]) -> str:
    plain = next((part.text for part in parts if part.content_type == "text/plain" and part.text.strip()), "")
    if plain:
        return plain
    html = next((part.text for part in parts if part.content_type == "text/html"), "")
    return (
        text_of_html(html)
        if html
        else next((part.text for part in parts if part.content_type not in _COPIES), "")
    )


def _named(
    headers: Sequence[tuple[str, str]], lines: Sequence[str], ours: Container[str]
) -> Iterator[tuple[str, str]]:
    """Who is named but us, by the surest sign there is: a header, the beginning of a line, a line about an error."""
    told = dict(named_in(lines))
    failed = [value for name, value in headers if name == "x-failed-recipients"]
    if addresses := [address_in(each) for value in failed for each in value.split(",")[:MOST_RECIPIENTS]]:
        yield from ((address, told.get(address, "")) for address in addresses if address)
        return
    for way in (told.items(), mentioned_in(lines), any_in(lines)):
        if others := [(address, said) for address, said in way if address not in ours]:
            yield from others
            return


def _unnamed(notice: str, action: Action) -> tuple[FailedRecipient, ...]:
    return (FailedRecipient("", status_in(notice) or status_of_reply(notice), action, ""),)


def _nobody(action: Action) -> tuple[FailedRecipient, ...]:
    return (FailedRecipient("", "", action, ""),)
