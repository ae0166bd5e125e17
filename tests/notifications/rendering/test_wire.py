"""Mails are written without looking for what they cannot hold; they come out as the standard library writes them."""

from email import message_from_bytes, policy
from email.policy import compat32

import pytest
from uuid_utils.compat import uuid7

from services.notifications.rendering.letters import WIRE, Letter, compose
from shared.clock import utc_now
from shared.contracts.parts import Attachment

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


def test_words_that_look_like_borders_part_nothing():
    border = "--=_0123456789abcdef01234567"
    words = {"text": f"{border}\nwords\n{border}--\n", "html": f"<p>{border}</p>"}
    ends = {"recipient": "rita@example.com", "message_id": "<1@example.com>"}
    letter = Letter("comment_added", "a@example.com", "Support", subject="Hello", **words, **ends)
    file = Attachment(id=uuid7(), object_key="k", name="a.bin", size=3, content_type="application/x")
    mail = message_from_bytes(compose(letter, utc_now(), [(file, border.encode())]), policy=policy.default)
    text, html, attached = [part for part in mail.walk() if not part.is_multipart()]
    assert text.get_content().splitlines() == words["text"].splitlines()
    assert border in html.get_content()
    assert attached.get_content() == border.encode()
