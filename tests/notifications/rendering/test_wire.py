"""Mails are written without looking for what they cannot hold; they come out as the standard library writes them."""

from email import message_from_bytes, policy
from email.policy import compat32

import pytest

from services.notifications.rendering import letters
from services.notifications.rendering.letters import WIRE, Letter, compose
from shared.clock import utc_now

PLAIN = compat32.clone(linesep="\r\n", mangle_from_=False)


@pytest.mark.parametrize(
    "value",
    [
        "",
        "short",
        " two  blanks ",
        "x" * 60,
        "x" * 90,
        "word " * 40,
        "a@example.com,\n b@example.com",
        "<a@b>\n <c@d>",
    ],
)
def test_a_header_is_written_as_by_the_standard_library(value: str):
    assert WIRE.fold_binary("References", value) == PLAIN.fold_binary("References", value)


def test_words_that_are_the_border_itself_part_nothing(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(letters, "token_hex", lambda _: "0123456789abcdef")
    border = "--=_0123456789abcdef"
    words = {"text": f"{border}\nwords\n{border}--\n", "html": f"<p>\n{border}\n</p>"}
    ends = {"recipient": "rita@example.com", "message_id": "<1@example.com>"}
    letter = Letter("comment_added", "a@example.com", "Support", subject="Hello", **words, **ends)
    mail = message_from_bytes(compose(letter, utc_now()), policy=policy.default)
    assert mail.get_boundary() == "=_0123456789abcdef"
    text, html = [part.get_content() for part in mail.iter_parts()]
    assert text.splitlines() == words["text"].splitlines()
    assert html.splitlines() == words["html"].splitlines()
