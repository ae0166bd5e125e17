"""Reads reports of machines: RFC 3464 (delivery), RFC 5965 (complaints), and Amazon's notices in JSON."""

import json
import re
from collections.abc import Iterator, Mapping
from typing import cast

from services.notifications.parsing.failures.found import Action, FailedRecipient
from services.notifications.parsing.failures.texts import address_in, status_in

MOST_RECIPIENTS = 500
MOST_READ = 500_000
LONGEST_DIAGNOSTIC = 1000
_FIELD = re.compile(r"([A-Za-z][A-Za-z0-9-]{1,60})[ \t]*:[ \t]*(.*)")
_ACTIONS: dict[str, Action] = {
    "failed": "failed",
    "failure": "failed",
    "fail": "failed",
    "expired": "failed",
    "delayed": "delayed",
    "delivered": "delivered",
    "relayed": "relayed",
    "expanded": "expanded",
}
_RECIPIENTS = (
    "original-recipient",
    "final-recipient",
    "x-actual-recipient",
    "x400-recipient",
    "original-rcpt-to",
)
"""Whom a report is about: first whom the sender wrote to (RFC 3464 2.3.1), then where that was passed on to."""


def groups_of(text: str) -> Iterator[dict[str, str]]:
    """Blocks of fields between empty lines, names in lower case, folded lines joined."""
    group: dict[str, str] = {}
    last = ""
    for line in text[:MOST_READ].splitlines():
        if not line.strip():
            if group:
                yield group
            group, last = {}, ""
        elif line[0] in " \t" and last:
            group[last] = f"{group[last]} {line.strip()}"[:LONGEST_DIAGNOSTIC]
        elif match := _FIELD.match(line[:2000]):
            last = match[1].lower()
            group.setdefault(last, match[2].strip())
        else:
            last = ""
    if group:
        yield group


def recipients_of_report(text: str) -> list[FailedRecipient]:
    """Everybody a delivery report speaks of (RFC 3464 2.3)."""
    found: list[FailedRecipient] = []
    for group in groups_of(text):
        if (
            len(found) < MOST_RECIPIENTS
            and (group.keys() & {*_RECIPIENTS, "action"})
            and "feedback-type" not in group
        ):
            found.append(_recipient(group))
    return found


def _recipient(group: Mapping[str, str]) -> FailedRecipient:
    named = (address_in(group[field].rpartition(";")[2]) for field in _RECIPIENTS if field in group)
    diagnostic = group.get("diagnostic-code", "")
    said = group.get("action", "failed").split("(")[0].split()
    action = _ACTIONS.get(said[0].lower().strip(";:,") if said else "failed", "failed")
    status = status_in(group.get("status", ""))
    if status[1:] in ("", ".0.0"):
        status = status_in(diagnostic) or status
    return FailedRecipient(next(filter(None, named), ""), status, action, _shortened(diagnostic))


def _shortened(diagnostic: str) -> str:
    kind, sign, said = diagnostic.partition(";")
    return " ".join((said if sign and " " not in kind.strip() else diagnostic).split())[:LONGEST_DIAGNOSTIC]


def complaints_of(text: str) -> list[FailedRecipient]:
    """Who complained, where the provider says so at all (RFC 5965 3.2)."""
    for group in groups_of(text):
        if "feedback-type" in group:
            address = address_in(group.get("original-rcpt-to", "")) or address_in(
                group.get("removal-recipient", "")
            )
            return [FailedRecipient(address, "", "complaint", group["feedback-type"])]
    return []


def recipients_of_json(text: str) -> tuple[list[FailedRecipient], str]:
    """What Amazon's mail service tells by its notices: recipients and the id of the mail; nothing if it is no notice."""
    if "otificationType" not in text and "eventType" not in text:
        return [], ""
    notice = _object_in(text[:MOST_READ])
    inner = notice.get("Message")  # the envelope of the notification service has the notice as a text
    return _told(_object_in(inner) if isinstance(inner, str) else notice)


def _object_in(text: str) -> Mapping[str, object]:
    """The JSON object that begins in the first lines; long lines were broken on the way. Empty if there is none."""
    start = text.find("{", 0, 2000)
    if start < 0:
        return {}
    try:
        found, _ = json.JSONDecoder().raw_decode(text[start:].replace("\r", "").replace("\n", ""))
    except (ValueError, RecursionError):
        return {}
    return _mapping(found)


def _told(notice: Mapping[str, object]) -> tuple[list[FailedRecipient], str]:
    kinds: tuple[tuple[str, str, Action], ...] = (
        ("bounce", "bouncedRecipients", "failed"),
        ("complaint", "complainedRecipients", "complaint"),
        ("delivery", "recipients", "delivered"),
    )
    found: list[FailedRecipient] = []
    for kind, field, action in kinds:
        told = _mapping(notice.get(kind)).get(field)
        for each in cast("list[object]", told)[:MOST_RECIPIENTS] if isinstance(told, list) else []:
            named = _mapping(each)
            address = str(named.get("emailAddress", "") if named else each)
            status = status_in(str(named.get("status", "")))
            found.append(
                FailedRecipient(
                    address_in(address), status, action, _shortened(str(named.get("diagnosticCode", "")))
                )
            )
    return found, str(_mapping(notice.get("mail")).get("messageId", ""))


def _mapping(value: object) -> Mapping[str, object]:
    return cast("Mapping[str, object]", value) if isinstance(value, dict) else {}
