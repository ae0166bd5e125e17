"""A form that is refused comes again: with what was typed, with the reason, at an address that can be reloaded."""

import httpx
import pytest

from shared.contracts.tickets import CommentAdded
from shared.errors import TooManyRequests
from tests.tickets.panel.page import Element, read
from tests.tickets.panel.test_desks import DESKS, SETTINGS
from tests.tickets.panel.test_lists import HTMX, LIST
from tests.tickets.panel.test_opening import NEW
from tests.tickets.panel.test_ticket import here, sent, shown

LONG = "ז" * 12_000
NUL = "a\0b"
TAGS = "vip\nפגום\n" + "x" * 51
PERSON = {"name": "Rita", "email": "rita@", "phone": "+48 22"}
SNOOZE = {"date": "2020-01-01", "time": "10:30", "reason": "חלק חסר", "keep_asleep_on_reply": "1"}


def standing(form: Element) -> dict[str, str]:
    """What stands in the fields of a form."""
    fields = form.all("input") + form.all("textarea")
    ticked = [
        each for each in fields if each.attributes.get("type") != "checkbox" or "checked" in each.attributes
    ]
    return {
        each["name"]: each.attributes.get("value", each.text) if each.tag == "input" else lines(each)
        for each in ticked
        if "name" in each.attributes
    }


def lines(area: Element) -> str:
    return "".join(part for part in area.parts if isinstance(part, str)).removeprefix("\n")


def form_of(page: Element, action: str, name: str) -> Element:
    """The form of that address that has the field."""
    found = [each for each in page.all("form") if each.attributes.get("action", "").split("?")[0] == action]
    return next(each for each in found if each.all(name=name))


@pytest.mark.parametrize(
    ("action", "typed", "words"),
    [
        ("tags", {"tags": TAGS}, "A tag is longer than 50 characters"),
        ("tags", {"tags": LONG}, "longer than 10,000 characters"),
        ("tags", {"tags": NUL}, "cannot be kept"),
        ("requester", PERSON, "There must be something after the @-sign"),
        ("requester", {"name": LONG, "email": "", "phone": ""}, "longer than 2,000 characters"),
        ("title", {"title": "ו" * 301}, "longer than 300"),
        ("title", {"title": LONG}, "longer than 2,000 characters"),
        ("snooze", {"text": "when pigs fly"}, "Try “thu 9am”"),
        ("snooze", SNOOZE, "has to end in the future"),
        ("snooze", SNOOZE | {"reason": "y" * 201}, "longer than 200 characters"),
    ],
)  # fmt: skip
async def test_a_field_keeps_what_was_typed_beside_the_reason(ticket, agent, action, typed, words):
    answer = await agent.post(here(ticket, action), data=typed)
    assert answer.status_code == 422
    form = form_of(read(answer.text), here(ticket, action), next(iter(typed)))
    assert typed.items() <= standing(form).items()
    around = form if action != "snooze" else read(answer.text).one("div", id="pop-snooze")
    assert words in around.one("p", role="alert").text
    again = await agent.get(here(ticket, action))
    assert (again.status_code, again.headers["location"]) == (303, here(ticket))


@pytest.mark.parametrize(
    ("action", "opened"), [("tags", "pop-tags"), ("title", "pop-title"), ("snooze", "pop-snooze")]
)
async def test_a_refused_form_opens_with_the_page_and_the_others_stay_as_they_are(
    ticket, agent, action, opened
):
    answer = await agent.post(here(ticket, action), data={action: LONG, "text": LONG})
    page = read(answer.text)
    assert [each["id"] for each in page.all("div", data_open="")] == [opened]
    others = {"title": "Printer on fire", "tags": "", "text": ""}
    others.pop("text" if action == "snooze" else action)
    for name, stands in others.items():
        where = here(ticket, "snooze" if name == "text" else name)
        assert standing(form_of(page, where, name))[name] == stands
    assert not (await shown(agent, ticket)).all("div", data_open="")


async def test_the_requesters_form_is_open_when_it_was_refused(ticket, agent):
    refused = read((await agent.post(here(ticket, "requester"), data=PERSON)).text)
    for page, is_open in ((refused, True), (await shown(agent, ticket), False)):
        assert ("open" in page.one("details", says="Change the requester").attributes) is is_open


async def test_who_was_slower_keeps_the_words_and_may_send_them_again(ticket, agent, admin):
    form = (await shown(agent, ticket)).form(here(ticket, "tags")).values()
    await sent(admin, ticket, "tags", tags="theirs")
    late = await agent.post(here(ticket, "tags"), data=form | {"tags": "mine"})
    assert late.status_code == 412
    again = form_of(read(late.text), here(ticket, "tags"), "tags")
    assert standing(again)["tags"] == "mine"
    assert "somebody else changed the tags" in again.text
    page = await sent(agent, ticket, "tags", **standing(again))
    assert page.one("span", class_="tag").text == "mine"


@pytest.mark.parametrize(("action", "mode"), [("comments", "comment"), ("notes", "note")])
async def test_a_reply_and_a_note_keep_both_texts_and_the_side_that_was_open(
    ticket, agent, tickets, action, mode
):
    for wrong in ("z" * 200_001, NUL):
        typed = {"comment": "for Rita", "note": "for us"} | {mode: wrong}
        answer = await agent.post(here(ticket, action), data=typed)
        form = read(answer.text).one("form", aria_label="Answer")
        assert answer.status_code == 422
        assert typed.items() <= standing(form).items()
        assert form.all("p", role="alert")
        chosen = [
            each["value"] for each in form.all("input", name="audience") if "checked" in each.attributes
        ]
        assert chosen == [mode]
    assert not await tickets.said(CommentAdded)


async def test_too_many_requests_do_not_cost_the_words(ticket, agent, monkeypatch):
    async def refuse(*_: object, **__: object) -> None:
        raise TooManyRequests("slow down")

    monkeypatch.setattr("services.tickets.use_cases.conversing.words", refuse)
    monkeypatch.setattr("services.tickets.use_cases.opening.open_typed", refuse)
    answer = await agent.post(here(ticket, "comments"), data={"comment": "long thought of"})
    assert answer.status_code == 429
    assert standing(read(answer.text).one("form", aria_label="Answer"))["comment"] == "long thought of"
    new = {"desk_id": ticket["desk_id"], "title": "T", "body": "long thought of"}
    answer = await agent.post(NEW, data=new)
    assert answer.status_code == 429
    assert standing(read(answer.text).one("form", action=NEW))["body"] == "long thought of"


async def test_htmx_is_told_what_was_refused_and_keeps_its_form(ticket, agent):
    answer = await agent.post(here(ticket, "comments"), data={"comment": NUL}, headers=HTMX)
    assert answer.status_code == 422
    assert "cannot be kept" in read(answer.text).one("div", id="toasts").text
    assert not read(answer.text).all("form", aria_label="Answer")


NEW_TICKET = {
    "title": "ג" * 301, "body": "a story", "priority": "high", "tags": "one, two",
    "requester_email": "bob@bücher.example", "requester_name": "בוב", "requester_phone": "+1",
}  # fmt: skip


@pytest.mark.parametrize(
    "wrong", [{}, {"title": ""}, {"tags": "x" * 51}, {"body": "b" * 200_001}, {"requester_phone": "1" * 51},
              {"title": NUL}],
)  # fmt: skip
async def test_a_new_ticket_keeps_every_field(desk, agent, anna, wrong):
    typed = NEW_TICKET | {"desk_id": desk["id"], "assignee": f"agent:{anna.id}"} | wrong
    answer = await agent.post(NEW, data=typed)
    form = read(answer.text).one("form", action=NEW)
    assert answer.status_code == 422
    stands = standing(form) | {each["name"]: chosen(each) for each in form.all("select")}
    assert typed.items() <= stands.items()
    assert form.all("p", role="alert") or read(answer.text).all("p", role="alert")
    assert (await agent.get(NEW)).status_code == 200


def chosen(select: Element) -> str:
    return next(each["value"] for each in select.all("option") if "selected" in each.attributes)


@pytest.mark.parametrize(
    "wrong", [{"name": "ד" * 101}, {"name": "x" * 201}, {"description": "d" * 2001}, {"language": "de"},
              {"time_zone": "Mars/Base"}, {"number_pattern": "T"}, {"category_names": ["ש" * 101, ""]},
              {"category_names": ["ש" * 201, ""]}, {"name": NUL}],
)  # fmt: skip
async def test_a_desk_keeps_every_setting(admin, desk, anna, printers, wrong):
    more = {"category_ids": ["", ""], "category_names": ["חשבון", ""], "category_colors": ["moss", "slate"]}
    more |= {"member_ids": [str(anna.id)], "group_ids": [str(printers.id)]}
    typed: dict = SETTINGS | more | wrong
    for address in (f"{DESKS}/new", f"{DESKS}/{desk['id']}"):
        answer = await admin.post(address, data=typed)
        page = read(answer.text)
        form = page.one("form", id="settings")
        assert answer.status_code == 422
        assert page.all("p", class_="err", role="alert"), "the reason stands at its field"
        stands = standing(form) | {"language": chosen(form.one("select", name="language"))}
        assert {
            name: typed[name] for name in ("description", "time_zone", "language", "number_pattern")
        }.items() <= (stands.items())
        assert form.one("input", name="name")["value"] == typed["name"]
        assert form.all("input", name="category_names")[0]["value"] == typed["category_names"][0]
        assert chosen(form.all("select", name="category_colors")[0]) == "moss"
        ticked = [
            each["value"] for each in form.all("input", type="checkbox") if "checked" in each.attributes
        ]
        assert ticked == ["1", str(anna.id), str(printers.id)]
        assert (await admin.get(address)).status_code == 200


async def test_who_saved_a_desk_later_is_told_and_may_save_again(admin: httpx.AsyncClient, desk):
    address = f"{DESKS}/{desk['id']}"
    form = read((await admin.get(address)).text).one("form", id="settings").values()
    assert (await admin.post(address, data=form | SETTINGS)).status_code == 303
    late = await admin.post(address, data=form | SETTINGS | {"name": "Late"})
    again = read(late.text).one("form", id="settings").values()
    assert late.status_code == 412
    assert (await admin.post(address, data=SETTINGS | again | {"name": "Late"})).status_code == 303
    assert (await admin.get("/api/desks")).json()["items"][0]["name"] == "Late"
    assert (await admin.get(LIST)).status_code == 200
