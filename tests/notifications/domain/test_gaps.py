"""A value that is not there leaves no trace: greetings read as if there had never been a name in them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.notifications.domain.templates import render
from shared.contracts.mail_variables import VISITORS_WORDS
from tests.costs import costs_less

NAME = "{{requester_name}}"
GREETINGS = [
    ("Hello {},", "Hello,"),
    ("Hello {}!", "Hello!"),
    ("Hello, {}!", "Hello!"),
    ("Hello,  {} ,", "Hello,"),
    ("Dzień dobry {},", "Dzień dobry,"),
    ("Dzień dobry, {}.", "Dzień dobry."),
    ("Szanowna Pani {}  ,", "Szanowna Pani,"),
    ("Bonjour {} !", "Bonjour !"),
    ("Hello {}", "Hello"),
    ("Hello, {}", "Hello,"),
    ("{}, thank you.", "thank you."),
    ("{}: dziękujemy.", "dziękujemy."),
    ("We greet {} and thank you.", "We greet and thank you."),
    ("Your ticket ({}), received", "Your ticket, received"),
    ("Zgłoszenie „{}” przyjęte", "Zgłoszenie przyjęte"),
    ("[{}]", "[]"),
]


def rendered(template: str, **values: str) -> tuple[str, str, str]:
    return render("comment_added", template, f"{template}\n\nSupport", values)


@pytest.mark.parametrize("nothing", ["", " ", "\u200b\u200d", "\u3164"])
@pytest.mark.parametrize(("greeting", "read"), GREETINGS)
def test_a_greeting_without_a_name_reads_like_one(greeting: str, read: str, nothing: str):
    subject, text, html = rendered(greeting.format(NAME), requester_name=nothing)
    assert (subject, text) == (read, f"{read}\n\nSupport")
    assert html == f'<p dir="auto">{read}</p><p dir="auto">Support</p>'


@pytest.mark.parametrize(("greeting", "_"), GREETINGS)
def test_with_a_name_nothing_is_left_out(greeting: str, _: str):
    subject, text, html = rendered(greeting.format(NAME), requester_name="Rita")
    assert subject == " ".join(greeting.format("Rita").split())
    assert text == f"{greeting.format('Rita')}\n\nSupport"
    assert "Rita" in html


@pytest.mark.parametrize(
    ("template", "read"),
    [
        ("{{agent_name}}\n{{desk_name}}", "Support"),
        ("a\n {{agent_name}} {{requester_name}} \nb", "a\nb"),
        ("Hello {{requester_name}} {{agent_name}}, b", "Hello, b"),
        ("{{requester_name}} {{desk_name}}", "Support"),
    ],
)
def test_a_line_of_nothing_is_no_line_and_two_gaps_are_one(template: str, read: str):
    assert render("comment_added", "s", template, {"desk_name": "Support"})[1] == read


@given(before=st.text("a ,.!\n"), after=st.text("b ,.!\n"))
def test_no_word_of_the_template_is_lost(before: str, after: str):
    text = render("comment_added", "s", f"{before}{NAME}{after}", {})[1]
    assert [sign for sign in text if sign in "ab"] == [sign for sign in before + after if sign in "ab"]
    assert "{{" not in text


def test_a_template_full_of_gaps_is_judged_at_once():
    full = f"{NAME} " * 500 + " " * 10_000
    assert costs_less(0.5, lambda: render("comment_added", "s", full, dict.fromkeys(VISITORS_WORDS, "")))
