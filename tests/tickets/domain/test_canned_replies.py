"""Canned replies: what may be one, and how values come into its words."""

import re
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from uuid_utils.compat import uuid7

from services.tickets.domain.canned_replies import MAX_BODY, CannedReply
from services.tickets.domain.errors import CannedReplyRefused, TagRefused, UnknownVariable
from services.tickets.domain.filling import JOINER, filled
from shared.contracts.parts import Priority, Status
from shared.links import Links
from shared.markup import to_html

NAME = {"requester_name": "Rita", "ticket_title": "Printer"}


def a_reply(**settings: Any) -> CannedReply:
    given: dict[str, Any] = {"name": "Thanks", "body": "Thank you."}
    return CannedReply.make(uuid7(), uuid7(), **(given | settings))


@pytest.mark.parametrize(
    ("settings", "field"),
    [
        ({"name": " \u200b"}, "name"),
        ({"name": "x" * 101}, "name"),
        ({"body": "x" * (MAX_BODY + 1)}, "body"),
        ({"body": "{{desk_name}}" * 51}, "body"),
        ({"body": " "}, "body"),
        ({"body": "", "priority": Priority.LOW, "then": "wait"}, "then"),
        ({"status": Status.OPEN, "then": "wait"}, "then"),
        ({"add_tags": ("A",), "remove_tags": ("a",)}, "remove_tags"),
    ],
)
def test_what_says_nothing_or_contradicts_itself_is_refused(settings, field):
    with pytest.raises(CannedReplyRefused) as refused:
        a_reply(**settings)
    assert refused.value.errors[0]["field"] == field


def test_tags_follow_the_rules_of_tickets():
    with pytest.raises(TagRefused):
        a_reply(add_tags=("x" * 51,))
    assert a_reply(add_tags=(" new ", "NEW")).add_tags == ("new",)


@pytest.mark.parametrize(
    "body", ["Hi {{requester_nam}}", "{{ }}", "Hi {{requester_name", "requester_name}} hi"]
)
def test_an_unknown_variable_is_named_with_its_place(body):
    with pytest.raises(UnknownVariable) as refused:
        a_reply(body=f"First line\n{body}")
    assert refused.value.errors[0]["field"] == "body"
    assert refused.value.errors[0]["line"] == "2"
    assert "requester_name" in refused.value.detail


def test_a_change_keeps_what_it_does_not_name():
    reply = a_reply(priority=Priority.HIGH)
    reply.change(name="  Many   thanks ")
    assert (reply.name, reply.folded, reply.priority, reply.version) == (
        "Many thanks", "many thanks", Priority.HIGH, 2,
    )  # fmt: skip


def test_each_variable_is_its_value_and_one_without_a_value_leaves_no_gap():
    assert filled("Hi {{ requester_name }}, {{ticket_title}}: ok", NAME) == "Hi Rita, Printer: ok"
    assert filled("Hi {{requester_name}},\nbye", NAME | {"requester_name": ""}) == "Hi,\nbye"


@pytest.mark.attack("A17")
def test_a_value_is_never_a_template():
    values = {"requester_name": "{{ticket_title}}", "ticket_title": "{{requester_name}}"}
    assert filled("{{requester_name}} {{ticket_title}}", values) == "{{ticket_title}} {{requester_name}}"


NASTY = [
    "[Your bank](https://evil.example)", "https://evil.example", "www.evil.example", "rita@example.com",
    "<https://evil.example>", "<mailto:a@b.example>", "# Big", "- item", "1. item", "> quote", "**bold** _it_ `code`",
    "~~gone~~", "<script>alert(1)</script>", "***", "```", "=====", "a](https://evil.example)[b", "\\*x\\*",
]  # fmt: skip


@pytest.mark.attack("A17")
@pytest.mark.parametrize("value", NASTY)
@pytest.mark.parametrize("template", ["{}", "Hello {}, and", "- {}", "**{}**", "Line\n{}"])
def test_a_value_is_shown_as_it_is_and_makes_nothing(value: str, template: str):
    plain, text = (
        to_html(filled(template.format("{{x}}"), {"x": each}), "markdown") for each in ("word", value)
    )
    assert re.findall(r"<[^>]*>", text) == re.findall(r"<[^>]*>", plain)
    assert not Links().test(filled("{{x}}", {"x": value}))


@given(st.text(alphabet="[]()*_`~<>#-+=.:/@\\1 awh", max_size=25))
def test_no_value_makes_formatting(value: str):
    html = to_html(filled("Hello {{x}}, dear", {"x": value}), "markdown")
    assert set(re.findall(r"<[^>]*>", html)) == {'<p dir="auto">', "</p>"}


@pytest.mark.parametrize(
    "value", ["Anna Nowak-Kowalska", "Łódź (2) v1.2 10:30", "report_final.pdf", "2*3*4", "R&D"]
)
def test_usual_values_stay_letter_by_letter(value: str):
    assert filled("Re: {{x}}", {"x": value}) == f"Re: {value}"
    assert JOINER not in filled("{{x}}", {"x": value})
