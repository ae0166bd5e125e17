"""Tells a notice of a mail system from what a person writes."""

from collections.abc import Sequence

from services.notifications.parsing.failures.words import CERTAIN, DELAYS, GIVEN_UP, NOBODY, SENDERS, STRONG, SUBJECTS

_PASSED_ON = ("re:", "fwd:", "fw:", "wg:", "aw:", "tr:", "odp:", "pd:")


def is_told_in_words(
    headers: Sequence[tuple[str, str]], subject: str, sender: str, notice: str, *, has_copy: bool
) -> bool:
    """Whether this is such a notice; `notice` is its text in lower case, `has_copy` that a mail is attached.

    Of three signs two must be there: who sends (a daemon, or nobody: an empty Return-Path), the subject, the words.
    """
    values = dict(reversed(headers))
    if "x-failed-recipients" in values:
        return True
    machine, nobody = _sent_by(sender, values.get("return-path"))
    low = subject.lower().strip()
    named = any(words in low for words in SUBJECTS)
    told = _says(notice, STRONG)
    answered = values.get("auto-submitted", "").lower().startswith("auto-replied")
    if answered and not named and not _says(notice, CERTAIN):
        return False
    if nobody:
        return named or told
    if low.startswith(_PASSED_ON) and not machine:
        return False
    return (machine and told) or (named and (told or (machine and has_copy)))


def is_delay(subject: str, notice: str) -> bool:
    """Whether the system goes on trying."""
    said = f"{subject.lower()}\n{notice}"
    return _says(said, DELAYS) and not _says(notice, GIVEN_UP)


def _sent_by(sender: str, return_path: str | None) -> tuple[bool, bool]:
    """Whether a machine sends, and whether it says that nobody is to answer."""
    local = sender.lower().partition("@")[0]
    nobody = local in NOBODY or not sender or (return_path or "x").strip().lower() in ("<>", "<mailer-daemon>")
    return nobody or local in SENDERS, nobody


def _says(text: str, words: Sequence[str]) -> bool:
    return any(each in text for each in words)
