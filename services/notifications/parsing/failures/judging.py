"""Tells a notice of a mail system from what a person writes."""

from collections.abc import Sequence

from services.notifications.parsing.failures.words import (
    CERTAIN,
    DELAYS,
    GIVEN_UP,
    NOBODY,
    SENDERS,
    STRONG,
    SUBJECTS,
)

_MANAGERS = ("-admin", "-owner", "-request", "-bounces")
_NO_REPLY = ("no-reply", "noreply")
_PASSED_ON = ("re:", "fwd:", "fw:", "wg:", "aw:", "tr:", "odp:", "pd:")


def is_told_in_words(
    headers: Sequence[tuple[str, str]], subject: str, sender: str, notice: str, *, has_copy: bool
) -> bool:
    """Whether this is such a notice; `notice` is its text in lower case, `has_copy` that a mail is attached.

    A machine must have sent it: a daemon, nobody (an empty Return-Path), or a postmaster. Then subject and words count,
    the more of them the less sure the sender is.
    """
    values = dict(reversed(headers))
    if "x-failed-recipients" in values:
        return True
    low, local = subject.lower().strip(), sender.lower().partition("@")[0]
    named, certain = any(words in low for words in SUBJECTS), _says(notice, CERTAIN)
    if low.startswith(_PASSED_ON) and local not in NOBODY:
        return False
    if local in NOBODY:
        return named or _says(notice, STRONG)
    if not sender or _is_unanswerable(values.get("return-path", "")):
        return named or certain
    if local.startswith(_NO_REPLY):
        return named and certain and has_copy
    manager = local in SENDERS or local.endswith(_MANAGERS)
    return manager and (certain or (named and (has_copy or _says(notice, STRONG))))


def is_delay(subject: str, notice: str) -> bool:
    """Whether the system goes on trying."""
    said = f"{subject.lower()}\n{notice}"
    return _says(said, DELAYS) and not _says(notice, GIVEN_UP)


def _is_unanswerable(return_path: str) -> bool:
    """The empty sender of RFC 5321 4.5.5, or what a system wrote in its place."""
    return return_path.strip().lower() in ("<>", "<mailer-daemon>")


def _says(text: str, words: Sequence[str]) -> bool:
    return any(each in text for each in words)
