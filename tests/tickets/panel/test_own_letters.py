"""People's words stand in their own direction on every page, and addresses in the letters their owners chose."""

from collections.abc import Iterator
from uuid import uuid4

import pytest

from shared.contracts.notifications import DeliveryFailed, DeliverySent
from shared.contracts.organization import AgentChanged, GroupChanged
from shared.contracts.widget import CommentRequested
from tests.service_fixtures import Alone, a_person
from tests.tickets.handlers.test_people import a_group, changed
from tests.tickets.panel.page import Element
from tests.tickets.panel.test_lists import LIST, SOON, page

STORED, SHOWN = "rita@xn--bcher-kva.example", "rita@bücher.example"


def is_hebrew(text: str) -> bool:
    return any("\u0590" <= sign <= "\u05ff" for sign in text)


def unguided(element: Element, is_guided: bool = False) -> Iterator[str]:
    """Hebrew words and fields for words around which no element has a direction of its own."""
    is_guided = is_guided or element.tag in ("bdi", "title") or element.attributes.get("dir") == "auto"
    if element.attributes.get("aria-hidden") == "true":
        return
    value = element.attributes.get("value", "")
    if is_hebrew(value) and not is_guided and element.attributes.get("type") != "hidden":
        yield value
    for part in element.parts:
        if not isinstance(part, str):
            yield from unguided(part, is_guided)
        elif is_hebrew(part) and not is_guided:
            yield part


def shown(element: Element) -> Iterator[str]:
    """Everything a reader can see or hear: texts, values, labels; not what forms carry hidden."""
    for name in ("value", "title", "aria-label", "placeholder"):
        if element.attributes.get("type") != "hidden":
            yield element.attributes.get(name, "")
    for part in element.parts:
        yield from [part] if isinstance(part, str) else shown(part)


@pytest.fixture
async def hebrew(http, tickets: Alone) -> dict:
    """A ticket on which every word that somebody can choose is Hebrew, of a requester without a name."""
    dana = a_person("agent", "Dana").model_copy(update={"name": "דנה"})
    group = a_group(dana).model_copy(update={"name": "מדפסות"})
    await tickets.hear(AgentChanged(person=dana), GroupChanged(group=group))
    categories = [{"name": "חומרה"}]
    desk = (
        await http.post("/api/desks", json={"name": "תמיכה", "description": "הכול", "number_pattern": "תמ-{{nr}}",
                                            "categories": categories})
    ).json()  # fmt: skip
    form = {
        "desk_id": desk["id"], "title": "המדפסת בוערת", "body": "עשן", "tags": ["דחוף"], "assignee": {"kind": "agent", "id": str(dana.id)},
        "category_id": desk["categories"][0]["id"], "requester": {"email": STORED, "phone": "050"},
    }  # fmt: skip
    made = await http.post("/api/tickets", json=form)
    assert made.status_code == 201, made.text
    ticket = made.json()
    here = f"/api/tickets/{ticket['id']}"
    await http.put(f"{here}/assignee", json={"kind": "group", "id": str(group.id)})
    await http.put(f"{here}/snooze", json={"until": SOON, "reason": "חלקים"})
    said = (await http.post(f"{here}/comments", json={"body": "אנחנו בודקים"})).json()
    await http.post(f"{here}/notes", json={"body": "לקוח חשוב"})
    await http.patch(here, json={"title": "המדפסת עוד בוערת"})
    return ticket | {"desk_id": desk["id"], "group": group, "comment_id": said["id"]}


def places(ticket: dict) -> list[str]:
    here, desk = f"{LIST}/{ticket['id']}", f"{LIST}/desks/{ticket['desk_id']}"
    views = [f"{LIST}?view={view}" for view in ("all", "active", "snoozed")]
    return [
        here,
        *views,
        f"{LIST}?q=המדפסת&view=all",
        f"{LIST}?q=אין",
        f"{LIST}/new",
        f"{LIST}/desks",
        desk,
        f"{LIST}/rail",
    ]


async def test_every_word_stands_in_its_own_direction(hebrew, http, admin, tickets: Alone):
    for action, typed in (
        ("snooze/end", {}),
        ("assignee", {"assignee": ""}),
        ("tags", {"tags": "דחוף מאוד"}),
    ):
        assert (await admin.post(f"{LIST}/{hebrew['id']}/{action}", data=typed)).status_code == 303
    await tickets.hear(GroupChanged(group=changed(hebrew["group"], active=False)))
    await http.put(f"/api/tickets/{hebrew['id']}/snooze", json={"until": SOON, "reason": "חלקים"})
    seen = ""
    for address in places(hebrew):
        found = await page(admin, address)
        assert list(unguided(found)) == [], address
        seen += found.text
    for words in ("תמיכה", "דנה", "חומרה", "דחוף", "חלקים", "המדפסת עוד בוערת", "לקוח חשוב", "אנחנו בודקים"):
        assert words in seen, words


async def test_an_address_is_shown_in_its_owners_letters_everywhere(hebrew, http, admin, tickets: Alone):
    mail = {
        "delivery_id": uuid4(),
        "ticket_id": hebrew["id"],
        "recipient": STORED,
    }
    await tickets.hear(
        DeliverySent.model_validate(mail | {"comment_id": hebrew["comment_id"]}),
        DeliveryFailed.model_validate(mail | {"delivery_id": uuid4(), "reason": "no such mailbox"}),
        CommentRequested(request_id=uuid4(), comment_id=uuid4(), ticket_id=hebrew["id"], body="נו?"),
    )
    await http.patch(f"/api/tickets/{hebrew['id']}", json={"requester": {"email": STORED, "phone": "051"}})
    for address in places(hebrew):
        assert "xn--" not in " ".join(shown(await page(admin, address))), address
    whole = await page(admin, f"{LIST}/{hebrew['id']}")
    head, composer = whole.one("p", class_="tk-sub"), whole.one("form", aria_label="Answer")
    names = [whole.one("span", class_="row-who trunc"), head, composer, whole.one("div", class_="who")]
    asked = whole.all("article", aria_label="From the requester")
    for where in (*names, *asked):
        assert SHOWN in where.text
    said = whole.one("div", id="conv").text
    for words in ("Mailed to {}", "did not reach {} : no such mailbox", "corrected the requester: {}"):
        assert words.format(SHOWN) in said, words
    assert whole.one("input", id="f-who-email")["value"] == SHOWN
