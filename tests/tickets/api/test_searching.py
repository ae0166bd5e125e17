"""The language of searches, and where they look."""

from datetime import UTC, datetime, timedelta

import httpx
import pytest

from shared.contracts.parts import PersonState
from tests.tickets.api.test_filters import found
from tests.tickets.api.test_tickets import opened


@pytest.fixture
async def three(http: httpx.AsyncClient, desk: dict, anna: PersonState) -> list[dict]:
    """A burning printer of Anna's, a resolved scanner with a file, a sleeping screen."""
    named = {"categories": [{"name": "Sprzęt drukujący", "color": "moss"}]}
    category = (await http.patch(f"/api/desks/{desk['id']}", json=named)).json()["categories"][0]["id"]
    draft = (await http.post("/api/files", files={"file": ("log.txt", b"smoke", "text/plain")})).json()
    made = [
        await opened(http, desk, title="Printer burns", body="On the roof", priority="urgent", category_id=category,
                     tags=["Two Words"], requester={"email": "rita@example.com", "name": "Zoë Ångström"}),
        await opened(http, desk, title="Scanner", body="The roof, on fire", attachment_ids=[draft["id"]],
                     requester={}),
        await opened(http, desk, title="Screen", body="Dark", requester={}),
    ]  # fmt: skip
    owner = {"kind": "agent", "id": str(anna.id)}
    await http.put(f"/api/tickets/{made[0]['id']}/assignee", json=owner)
    await http.put(f"/api/tickets/{made[1]['id']}/status", json={"status": "resolved"})
    until = (datetime.now(UTC) + timedelta(days=2)).isoformat()
    await http.put(f"/api/tickets/{made[2]['id']}/snooze", json={"until": until})
    return made


@pytest.mark.parametrize(
    ("q", "shown"),
    [
        ("roof", "12"), ("roof -fire", "1"), ('"on the roof"', "1"), ('-"on the roof"', "23"), ("-roof", "3"),
        ("((roof) fire", ""), ("status:open", "13"), ("-status:resolved", "13"), ("STATUS:Resolved", "2"),
        ("priority:urgent", "1"), ("assignee:anna@example.com", "1"), ("assignee:ANNA", "1"),
        ("assignee:none", "23"), ("-assignee:anna", "23"), ("assignee:me", ""), ("assignee:stranger", ""),
        ("desk:support", "123"), ("desk:other", ""), ("category:sprzet", "1"), ('tag:"two words"', "1"),
        ("-tag:nothing", "123"), ("from:angstrom", "1"), ("from:RITA@example.com", "1"), ("-from:rita", "23"),
        ("channel:api", "123"), ("number:sup2", ""), ("number:SUP-002", "2"), ("number:sup002", "2"),
        ("has:attachment", "2"), ("-has:attachment", "13"), ("is:snoozed", "3"), ("-is:snoozed", "12"),
        ("is:unassigned is:open", "3"), ("is:assigned", "1"), ("is:unresolved", "13"), ("is:resolved", "2"),
        ("is:undelivered", ""), ("created:>2020-01-01", "123"), ("created:<2020-01-01", ""),
        ("-created:<2020-01-01", "123"), ("updated:>=2020-01-01 roof", "12"), ("foo:bar", ""),
        ("printer burns on the roof urgent", ""), ("printer burns on the roof", "1"),
        ("printer burns on the attic", ""), ("sup 001 roof", "1"), ("printer sup-001", "1"),
    ],
)  # fmt: skip
async def test_a_search_finds(http, three, q, shown):
    assert await found(http, q=q) == [f"SUP-00{n}" for n in shown]


async def test_today_is_the_readers_day(http, three):
    today = datetime.now(UTC).date()
    assert await found(http, q=f"created:{today}") == ["SUP-001", "SUP-002", "SUP-003"]
    assert await found(http, q=f"created:>{today}") == []


@pytest.mark.parametrize("typed", ["status:foo", "created:soon", "is:late", "number:-", "roof -has:money"])
async def test_a_value_that_nothing_has_is_refused_by_name(http, desk, typed):
    answer = await http.get("/api/tickets", params={"q": typed})
    assert (answer.status_code, answer.json()["code"]) == (422, "unknown_query_value")
    assert typed.split("-has")[-1].split(":")[1] in answer.json()["errors"][0]["message"]


async def test_far_too_many_operators_are_refused(http, desk):
    answer = await http.get("/api/tickets", params={"q": " ".join(f"tag:{n}" for n in range(40))})
    assert (answer.status_code, answer.json()["code"]) == (422, "too_many_terms")


@pytest.mark.parametrize("q", ["(" * 50 + "x" + ")" * 50, "( " * 50, "(a " * 21])
async def test_brackets_within_brackets_have_an_end(http: httpx.AsyncClient, q: str):
    answer = await http.get("/api/tickets", params={"q": q})
    assert (answer.status_code, answer.json()["code"]) == (422, "too_many_terms")
    for fine in ("(a) " * 50, '"' + "(" * 50 + '"', "((roof) fire"):
        assert (await http.get("/api/tickets", params={"q": fine})).status_code == 200, fine


async def test_comments_notes_and_facts_are_searched(http, desk):
    await http.post(f"/api/desks/{desk['id']}/fields", json={"key": "order", "name": "Order", "kind": "text"})
    made = await opened(http, desk, body="It burns", fields={"order": "ZX-17"})
    await opened(http, desk)
    path = f"/api/tickets/{made['id']}"
    await http.post(f"{path}/comments", json={"body": "Please unplug the Gerät"})
    await http.post(f"{path}/notes", json={"body": "Looks like **arson**"})
    for q in ("gerat", "ARSON", "burns unplug arson", "zx-17", '"unplug the"'):
        assert await found(http, q=q) == ["SUP-001"], q
    assert await found(http, q="burns -arson") == []


async def test_a_snippet_says_where_the_words_stand(http, desk):
    made = await opened(http, desk, title="Hello", body="x " * 200 + "the <b>Zażółć</b> Gerät burns")
    path = f"/api/tickets/{made['id']}"
    await http.post(f"{path}/notes", json={"body": "Only the second floor"})
    for q, around, marked in (
        ("zazolc BURNS", "the <b>Zażółć</b> Gerät burns", ["Zażółć", "burns"]),
        ("floor", "Only the second floor", ["floor"]),
        ("hello", "Hello", ["Hello"]),
    ):
        item = (await http.get("/api/tickets", params={"q": q})).json()["items"][0]
        text = item["snippet"]["text"]
        assert around in text
        assert len(text) < 200
        assert [text[a:b] for a, b in item["snippet"]["marks"]] == marked
    assert "snippet" not in (await http.get("/api/tickets")).json()["items"][0]


@pytest.mark.parametrize("typed", ["pinter", "prinnter", "printor", "printr"])
async def test_a_slip_of_a_letter_is_a_second_look(http, desk, typed):
    await opened(http, desk, title="My printer burns")
    await opened(http, desk, title="A painting")
    exact = (await http.get("/api/tickets", params={"q": "printer"})).json()
    assert exact["similar"] is False
    like = (await http.get("/api/tickets", params={"q": typed})).json()
    assert (like["similar"], [each["number"] for each in like["items"]]) == (True, ["SUP-001"])
    text, ((start, end),) = like["items"][0]["snippet"]["text"], like["items"][0]["snippet"]["marks"]
    assert text[start:end] == "printer"
    narrowed = (await http.get("/api/tickets", params={"q": f"{typed} status:waiting"})).json()
    assert (narrowed["similar"], narrowed["items"]) == (False, [])


async def test_words_are_found_in_their_other_forms_by_the_languages_of_desks(
    http: httpx.AsyncClient, desk: dict
):
    polish = (await http.post("/api/desks", json={"name": "Po polsku", "language": "pl"})).json()
    await opened(http, desk, title="Two deliveries are late", requester={})
    await opened(http, polish, title="Gdzie są moje zamówienia", requester={})

    async def titles(q: str) -> list[str]:
        page = (await http.get("/api/tickets", params={"view": "all", "q": q})).json()
        return [] if page["similar"] else [item["title"] for item in page["items"]]

    assert await titles("delivery") == ["Two deliveries are late"]
    assert await titles("zamówieniu") == await titles("zamowienie") == ["Gdzie są moje zamówienia"]
    assert await titles('"delivery"') == [], "in quotes a word stands for itself"
    assert await titles("late -delivery") == ["Two deliveries are late"], "what is left out is that very word"
    items = (await http.get("/api/tickets", params={"view": "all", "q": "delivery"})).json()["items"]
    snippet = items[0]["snippet"]
    assert [snippet["text"][start:end] for start, end in snippet["marks"]] == ["deliver"]
