"""A head above a quote is seen in every language and client, whole, wrapped or quoted itself."""

import textwrap

import pytest

from services.notifications.parsing.replies import visible_reply
from tests.notifications.replies.heads import APPLE, GMAIL, K9, OTHERS, THUNDERBIRD, YAHOO

REPLY = "Thank you, it prints again.\n\nBest regards\nJan"
QUOTE = "> Have you tried to switch it off?\n>\n> Anna"

HEADS = [
    *(pytest.param(head, id=f"gmail-{language}") for language, head in GMAIL.items()),
    *(pytest.param(head, id=f"apple-{language}") for language, head in APPLE.items()),
    *(pytest.param(head, id=f"thunderbird-{language}") for language, head in THUNDERBIRD.items()),
    *(pytest.param(head, id=f"yahoo-{language}") for language, head in YAHOO.items()),
    *(pytest.param(head, id=f"k-9-{language}") for language, head in K9.items()),
    *(pytest.param(head, id=client) for client, head in OTHERS.items()),
]


@pytest.mark.parametrize("head", HEADS)
def test_words_above_a_head_and_a_marked_quote(head: str):
    assert visible_reply(f"{REPLY}\n\n{head}\n\n{QUOTE}\n", "") == REPLY


@pytest.mark.parametrize("head", HEADS)
def test_words_above_a_head_and_a_quote_without_marks(head: str):
    assert visible_reply(f"{REPLY}\r\n\r\n{head}\r\n\r\nHave you tried to switch it off?\r\n", "") == REPLY


@pytest.mark.parametrize("head", HEADS)
def test_words_below_the_quote_only(head: str):
    assert visible_reply(f"{head}\n{QUOTE}\n\n{REPLY}\n", "") == REPLY


@pytest.mark.parametrize("width", [64, 40])
@pytest.mark.parametrize("head", HEADS)
def test_a_head_that_was_wrapped(head: str, width: int):
    wrapped = textwrap.fill(head, width, break_long_words=False) if "\n" not in head else head
    assert visible_reply(f"{REPLY}\n\n{wrapped}\n{QUOTE}\n", "") == REPLY


@pytest.mark.parametrize("head", HEADS)
def test_a_head_inside_of_the_quote(head: str):
    quoted = "\n".join(f"> {line}" for line in head.splitlines())
    assert visible_reply(f"{REPLY}\n\n{quoted}\n{QUOTE}\n", "") == REPLY


@pytest.mark.parametrize(
    "head", ["Anna Nowak wrote:", "Die XIV Martii 2023 Anna <anna@example.com> scripsit:"]
)
def test_a_head_that_only_its_place_tells(head: str):
    assert visible_reply(f"{REPLY}\n\n{head}\n{QUOTE}\n", "") == REPLY
    assert visible_reply(f"{REPLY}\n\n{head}\n\nMore words.", "") == f"{REPLY}\n\n{head}\n\nMore words."


@pytest.mark.parametrize(
    "sentence",
    [
        "On Monday at 10:11 the printer stopped.",
        "On 14.03.2023 I wrote a letter to Anna.",
        "Am 14.03.2023 um 10:11 war der Drucker noch an:",
        "W dniu 14.03.2023 drukarka nie drukowała.",
        "Please write to Anna Nowak <anna@example.com>:",
        "2023-03-14 10:11:12 mx postfix[12]: NOQUEUE: reject: from=<anna@example.com>",
        "2023-03-14 10:11:12 mx: to=<anna@example.com>:",
        "She wrote:",
        "The error of 14.03.2023 10:11 was:",
    ],
)
def test_a_sentence_is_no_head(sentence: str):
    text = f"Hello,\n\n{sentence}\n\nCan you help?"
    assert visible_reply(text, "") == text
