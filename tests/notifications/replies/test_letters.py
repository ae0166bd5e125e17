"""Whole mails of fifteen programs in fourteen languages: who, about what, and exactly what was written anew."""

from collections.abc import Callable

import pytest

from services.notifications.parsing.reading import parse
from services.notifications.parsing.replies import visible_reply
from tests.notifications.replies.letters import Letter
from tests.notifications.replies.senders import PROGRAMS
from tests.notifications.replies.tongues import TONGUES, Tongue

LETTERS = [
    pytest.param(program, tongue, id=f"{program.__name__}-{tongue.code}")
    for program in PROGRAMS
    for tongue in TONGUES
]


@pytest.mark.parametrize(("program", "tongue"), LETTERS)
def test_a_letter_is_read_as_it_was_meant(program: Callable[[Tongue], Letter], tongue: Tongue):
    sent = program(tongue)
    found = parse(sent.content)
    assert (found.sender.name, found.sender.address) == (tongue.name, "writer@example.com")
    assert [each.address for each in found.to] == ["anna@example.com"]
    assert found.subject == f"{tongue.prefix}: {tongue.subject}"
    assert found.in_reply_to == "<old.1@example.com>"
    assert found.reply == tongue.reply
    assert (found.html is not None) == sent.html
    if sent.plain is None:
        assert found.text.startswith(tongue.reply)
    else:
        assert found.text.strip() == sent.plain.strip()
    assert found.attachments == []
    assert found.judged.automatic is None


@pytest.mark.parametrize(("program", "tongue"), LETTERS)
def test_its_html_alone_says_the_same(program: Callable[[Tongue], Letter], tongue: Tongue):
    found = parse(program(tongue).content)
    if found.html is not None:
        assert visible_reply("", found.original_html) == tongue.reply
