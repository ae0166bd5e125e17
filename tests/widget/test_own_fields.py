"""Fields of a desk's own in the form of its customers, and what becomes of what they give."""

from typing import Any
from uuid import UUID

import pytest

from services.widget.domain.own_fields import asked_for
from shared.contracts.custom_fields import CustomField
from shared.contracts.tickets import DeskChanged
from shared.contracts.widget import TicketRequested
from tests.builders import ANNA
from tests.service_fixtures import Alone
from tests.tickets.panel.page import read
from tests.widget.test_intake import FORM, created, submitted

SECRET = "Margin of this customer"
ORDER: dict[str, Any] = {
    "id": UUID(int=1),
    "key": "order",
    "name": "Order",
    "kind": "text",
    "in_widget": True,
}
FIELDS: tuple[dict[str, Any], ...] = (
    ORDER,
    {
        "id": UUID(int=2),
        "key": "plan",
        "name": "Plan",
        "kind": "choice",
        "choices": ("Basic", "Pro"),
        "in_widget": True,
    },
    {"id": UUID(int=3), "key": "amount", "name": "Amount", "kind": "number", "in_widget": True},
    {"id": UUID(int=4), "key": "bought", "name": "Bought on", "kind": "date", "in_widget": True},
    {"id": UUID(int=5), "key": "agreed", "name": "I agree", "kind": "checkbox", "in_widget": True},
    {"id": UUID(int=6), "key": "margin", "name": SECRET, "kind": "text", "required": True},
)
GIVEN = {"order": " A-17 ", "plan": "Pro", "amount": "12.50", "bought": "2026-01-31", "agreed": True}


def a_field(told: dict[str, Any], **more: Any) -> CustomField:
    return CustomField.model_validate(told | more)


async def asking(widget: Alone, desk: dict, *fields: CustomField, version: int = 2, **more: Any) -> None:
    """The desk asks for these fields from now on."""
    state = desk["state"].model_copy(update={"fields": fields, "version": version, **more})
    await widget.hear(DeskChanged(desk=state, actor=ANNA))
    widget.service.web.state.reception.desks.forget(desk["desk_token"])


@pytest.fixture
async def asks(widget: Alone, desk: dict) -> dict:
    """The desk, asking for a field of each kind, and having one that is the team's alone."""
    await asking(widget, desk, *[a_field(each) for each in FIELDS])
    return desk


def at(desk: dict) -> str:
    return f"/widget/v1/desks/{desk['desk_token']}"


def contact(desk: dict) -> str:
    return f"/helpdesk/desks/{desk['desk_token']}/contact"


async def wrong_in(visitor, desk: dict, **given: Any) -> dict[str, str]:
    answer = await visitor.post(f"{at(desk)}/tickets", json=FORM | {"fields": given})
    assert answer.status_code == 422, answer.text
    return {each["field"]: each["message"] for each in answer.json()["errors"]}


async def test_a_desks_settings_name_the_fields_for_customers_and_no_other(visitor, asks):
    answer = await visitor.get(at(asks))
    shown = answer.json()["fields"]
    assert [each["key"] for each in shown] == ["order", "plan", "amount", "bought", "agreed"]
    assert shown[1] == {
        "key": "plan",
        "name": "Plan",
        "kind": "choice",
        "choices": ["Basic", "Pro"],
        "required": False,
    }
    page = await visitor.get(contact(asks))
    assert SECRET not in answer.text + page.text


async def test_what_was_given_is_told_as_it_is_kept(visitor, asks, widget: Alone):
    await submitted(visitor, asks, fields=GIVEN)
    (wish,) = await widget.said(TicketRequested)
    assert [(each.key, each.name, each.value) for each in wish.fields] == [
        ("order", "Order", "A-17"),
        ("plan", "Plan", "Pro"),
        ("amount", "Amount", 12.5),
        ("bought", "Bought on", "2026-01-31"),
        ("agreed", "I agree", True),
    ]
    assert wish.body == FORM["body"]


async def test_every_wrong_value_is_named(visitor, asks, widget: Alone):
    wrong = {"plan": "Max", "amount": "much", "bought": "tomorrow", "order": "x" * 1001, "old": "x" * 1001}
    assert await wrong_in(visitor, asks, **wrong) == {
        "fields.order": "At most 1000 characters",
        "fields.plan": "Choose one from the list",
        "fields.amount": "Use a number such as 12.5",
        "fields.bought": "Use a date such as 2026-01-31",
        "fields.old": "At most 1000 characters",
    }
    await asking(widget, asks, a_field(ORDER, required=True), version=3)
    assert await wrong_in(visitor, asks) == {"fields.order": "This field is required"}
    titled = await visitor.post(f"{at(asks)}/tickets", json=FORM | {"title": " "})
    assert [each["field"] for each in titled.json()["errors"]] == ["title", "fields.order"]
    assert not await widget.said(TicketRequested)


async def test_words_for_a_field_that_is_gone_stay(visitor, asks, widget: Alone):
    await asking(widget, asks, a_field(ORDER), version=3)
    await submitted(
        visitor,
        asks,
        fields={"order": "A", "plan": "Pro", "margin": "12", "amount": 5, "agreed": True, "empty": ""},
    )
    (wish,) = await widget.said(TicketRequested)
    assert wish.body == f"{FORM['body']}\n[plan: Pro]\n[margin: 12]\n[amount: 5]\n[agreed: yes]"
    assert [each.key for each in wish.fields] == ["order"]


async def test_what_was_taken_is_answered_again_though_the_desk_asks_for_more_now(
    visitor, asks, widget: Alone
):
    form, key = FORM | {"fields": {"order": "A", "plan": "Pro"}}, {"Idempotency-Key": "k" * 40}
    first = await visitor.post(f"{at(asks)}/tickets", json=form, headers=key)
    new = a_field(ORDER, key="new", id=UUID(int=9), required=True)
    await asking(widget, asks, new, version=3)
    again = await visitor.post(f"{at(asks)}/tickets", json=form, headers=key)
    assert (first.status_code, again.status_code) == (202, 202)
    assert first.json() == again.json()
    other = FORM | {"fields": {"order": "B", "new": "x"}}
    edited = await visitor.post(f"{at(asks)}/tickets", json=other, headers=key)
    assert (edited.status_code, edited.json()["code"]) == (422, "idempotency_key_reused")


async def test_forms_of_any_website_bring_them_too(visitor, asks, widget: Alone):
    typed = FORM | {"fields.order": "A-17", "fields.agreed": "on", "fields.old": "blue"}
    parts = {name: (None, value) for name, value in typed.items()}
    assert (await visitor.post(f"{at(asks)}/tickets", files=parts)).status_code == 202
    assert (await visitor.post(contact(asks), data=typed)).status_code == 303
    for wish in await widget.said(TicketRequested):
        assert [(each.key, each.value) for each in wish.fields] == [("order", "A-17"), ("agreed", True)]
        assert wish.body.endswith("[old: blue]")


async def test_the_contact_page_asks_for_them_and_says_what_is_wrong(visitor, asks, widget: Alone):
    page = read((await visitor.get(contact(asks))).text)
    kinds = {
        name: page.one("input", name=f"fields.{name}")["type"]
        for name in ("order", "amount", "bought", "agreed")
    }
    assert kinds == {"order": "text", "amount": "number", "bought": "date", "agreed": "checkbox"}
    assert page.one("select", name="fields.plan")
    await asking(widget, asks, *[a_field(each, required=True) for each in FIELDS[:5]], version=3)
    typed = FORM | {"fields.order": "A-17", "fields.amount": "much"}
    answer = await visitor.post(contact(asks), data=typed)
    page = read(answer.text)
    assert answer.status_code == 422
    assert page.one("p", id="f-fields.amount-e").text == "Use a number such as 12.5"
    assert page.one("p", id="f-fields.agreed-e").text == "This field is required"
    assert (
        page.one("input", name="fields.order")["value"],
        page.one("input", name="fields.amount")["value"],
    ) == ("A-17", "much")
    assert "required" in page.one("input", name="fields.order").attributes


async def test_a_refusal_is_said_in_the_desks_language(visitor, asks, widget: Alone):
    await asking(widget, asks, a_field(ORDER, required=True), version=3, language="pl")
    page = read((await visitor.post(contact(asks), data=FORM)).text)
    assert page.one("p", id="f-fields.order-e").text == "To pole jest wymagane"


@pytest.mark.parametrize("is_numbered", [False, True])
async def test_customers_see_what_they_gave_under_their_message(visitor, asks, widget: Alone, is_numbered):
    receipt = await submitted(visitor, asks, fields=GIVEN)
    if is_numbered:
        (wish,) = await widget.said(TicketRequested)
        await widget.hear(created(wish))
    await asking(widget, asks, version=3)
    shown = (await visitor.get(f"/widget/v1/tickets/{receipt['public_token']}")).json()
    assert shown["fields"][0] == {"key": "order", "name": "Order", "value": "A-17"}
    page = (await visitor.get(f"/helpdesk/ticket/{receipt['public_token']}")).text
    said = {row.one("dt").text: row.one("dd").text for row in read(page).one("dl").all("div")}
    assert said == {
        "Order": "A-17",
        "Plan": "Pro",
        "Amount": "12.5",
        "Bought on": "2026-01-31",
        "I agree": "Yes",
    }


async def test_in_the_desks_language_and_nothing_of_fields_that_are_the_teams(
    visitor, asks, widget: Alone, admin
):
    await asking(widget, asks, *[a_field(each) for each in FIELDS], version=3, language="pl")
    receipt = await submitted(visitor, asks, fields={"agreed": False, "margin": "12"})
    link = f"/helpdesk/ticket/{receipt['public_token']}"
    (wish,) = await widget.said(TicketRequested)
    for event in (None, created(wish)):
        if event:
            await widget.hear(event)
        shown = (await visitor.get(f"/widget/v1/tickets/{receipt['public_token']}")).json()
        assert [(each["name"], each["value"]) for each in shown["fields"]] == [("I agree", False)]
        page = (await visitor.get(link)).text
        said = {row.one("dt").text: row.one("dd").text for row in read(page).one("dl").all("div")}
        assert said == {"I agree": "Nie"}
        assert SECRET not in page


async def test_words_in_a_field_are_judged_as_the_rest(visitor, asks, widget: Alone, admin):
    given = {"order": "[url=http://x.example]win[/url]", "amount": 5}
    await submitted(visitor, asks, fields=given)
    assert not await widget.said(TicketRequested)
    (held,) = (await admin.get("/api/widget/quarantine")).json()["items"]
    assert {each["key"]: each["value"] for each in held["fields"]} == given
    assert given["order"] in (await admin.get("/panel/widget/quarantine")).text
    assert (await admin.post(f"/api/widget/quarantine/{held['id']}/accept")).status_code == 202
    (wish,) = await widget.said(TicketRequested)
    assert {each.key: each.value for each in wish.fields} == given


def test_a_kind_of_tomorrow_is_not_asked_for():
    assert [
        each.key for each in asked_for([a_field(ORDER), a_field(ORDER, key="new", kind="of_tomorrow")])
    ] == ["order"]
