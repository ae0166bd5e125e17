"""A list of websites restricts every door of a desk, before anything is stored."""

import pytest
from sqlalchemy.exc import OperationalError

from services.widget.doors.origins import is_listed, to_origin
from services.widget.tables.own import submissions
from shared.contracts.widget import CommentRequested, TicketRequested
from shared.tables import files
from tests.service_fixtures import Alone
from tests.shared.test_delivery import count
from tests.widget.test_intake import FORM, submitted

LISTED = ["https://shop.example", "https://*.kontora.example"]
FOREIGN = ["https://evil.example", "null", "http://shop.example", "https://shop.example.evil.test",
           "https://kontora.example", "https://xkontora.example", "https://shop.example:8443"]  # fmt: skip


@pytest.fixture
async def listed(admin, desk):
    answer = await admin.patch(f"/api/widget/desks/{desk['id']}", json={"allowed_origins": LISTED})
    assert answer.json()["allowed_origins"] == LISTED
    return desk


@pytest.mark.parametrize("origin", FOREIGN)
@pytest.mark.attack("A23")
async def test_a_foreign_page_stores_nothing_by_any_door(visitor, listed, widget: Alone, origin):
    receipt = await submitted(visitor, listed)
    said, base = {"Origin": origin}, f"/widget/v1/desks/{listed['desk_token']}"
    text = {"content-type": "text/plain", **said}
    link = f"/widget/v1/tickets/{receipt['public_token']}"
    answers = [
        await visitor.post(f"{base}/tickets", json=FORM, headers=said),
        await visitor.post(f"{base}/tickets", content=b'{"title":"x","email":"e@example.com"}', headers=text),
        await visitor.post(f"{base}/tickets", data=FORM, headers=said),
        await visitor.post(f"{base}/tickets", data=FORM, files=[("files", ("a", b"a"))], headers=said),
        await visitor.post(f"{base}/files", files={"file": ("a", b"a")}, headers=said),
        await visitor.post(f"{link}/comments", json={"body": "x"}, headers=said),
        await visitor.post(f"/helpdesk/desks/{listed['desk_token']}/contact", data=FORM, headers=said),
    ]
    assert [answer.status_code for answer in answers] == [403] * 7
    assert all("access-control-allow-origin" not in answer.headers for answer in answers)
    assert (
        await count(widget.service.database, submissions),
        await count(widget.service.database, files),
    ) == (1, 0)
    assert (len(await widget.said(TicketRequested)), await widget.said(CommentRequested)) == (1, [])


@pytest.mark.parametrize("origin", ["https://shop.example", "https://a.b.kontora.example", "http://test"])
async def test_a_listed_page_and_our_own_may_use_them_all(visitor, listed, origin):
    said, base = {"Origin": origin}, f"/widget/v1/desks/{listed['desk_token']}"
    sent = await visitor.post(f"{base}/tickets", json=FORM, headers=said)
    assert (sent.status_code, sent.headers["access-control-allow-origin"]) == (202, origin)
    wrong = await visitor.post(f"{base}/tickets", json={}, headers=said)
    assert (wrong.status_code, wrong.headers["access-control-allow-origin"]) == (422, origin)
    contact = await visitor.post(f"/helpdesk/desks/{listed['desk_token']}/contact", data=FORM, headers=said)
    assert contact.status_code == 303


async def test_our_own_pages_work_in_browsers_that_hide_their_origin(visitor, listed):
    page = await visitor.get(f"/helpdesk/desks/{listed['desk_token']}/contact")
    assert page.headers["referrer-policy"] == "same-origin"
    assert 'name="referrer" content="same-origin"' in page.text
    hidden = {"Origin": "null", "Sec-Fetch-Site": "same-origin"}
    sent = await visitor.post(f"/helpdesk/desks/{listed['desk_token']}/contact", data=FORM, headers=hidden)
    assert sent.status_code == 303
    reply = f"{sent.headers['location']}/comments"
    assert (await visitor.post(reply, data={"body": "a"}, headers={"Origin": "null"})).status_code == 303
    foreign = {"Origin": "null", "Sec-Fetch-Site": "cross-site"}
    assert (await visitor.post(reply, data={"body": "b"}, headers=foreign)).status_code == 403


async def test_programs_name_no_origin_and_an_empty_list_means_any(visitor, listed, admin):
    await submitted(visitor, listed)
    await admin.patch(f"/api/widget/desks/{listed['id']}", json={"allowed_origins": []})
    path = f"/widget/v1/desks/{listed['desk_token']}/tickets"
    for origin in FOREIGN:
        answer = await visitor.post(path, json=FORM, headers={"Origin": origin})
        assert (answer.status_code, answer.headers["access-control-allow-origin"]) == (202, "*")


@pytest.mark.parametrize(
    ("typed", "origin"),
    [
        ("https://Shop.example/", "https://shop.example"),
        ("https://*.Example.com/", "https://*.example.com"),
        ("http://*.example.com:8080", "http://*.example.com:8080"),
        ("https://żółw.pl", "https://xn--w-uga1v8h.pl"),
    ],
)
def test_a_website_is_kept_as_browsers_name_it(typed, origin):
    assert to_origin(typed) == origin
    assert is_listed(origin.replace("*", "a"), [origin])


@pytest.mark.parametrize(
    "wrong",
    [
        "https://*",
        "https://*.com",
        "https://a*.example.com",
        "https://a.*.example.com",
        "*",
        "null",
        "ftp://x.y",
        "https://a.example,https://b.example",
        "https://a.example,b.example",
        "https://a.example https://b.example",
        "https://user@a.example",
        "https://user:word@a.example",
        "https://a.example/shop",
        "https://*.a.example/shop",
        "https://a.example/?q=1",
        "https://a.example?",
        "https://a.example/#top",
    ],
)
async def test_what_no_browser_would_match_is_refused_on_saving(admin, desk, wrong):
    answer = await admin.patch(f"/api/widget/desks/{desk['id']}", json={"allowed_origins": [wrong]})
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["field"] == "allowed_origins.0"


@pytest.mark.parametrize("method", ["GET", "POST", "OPTIONS"])
@pytest.mark.parametrize(
    "path", ["/widget/v1/desks/%00/tickets", "/widget/v1/desks/%00", "/widget/v1/tickets/%00"]
)
async def test_a_nul_in_a_path_with_an_origin_is_no_fault_of_ours(visitor, desk, method, path):
    answer = await visitor.request(method, path, headers={"Origin": "https://a.example"}, json={})
    assert answer.status_code < 500


async def test_with_the_database_away_a_page_is_told_to_come_back(visitor, desk, widget: Alone, monkeypatch):
    async def away(*_):
        raise OperationalError("SELECT 1", {}, ConnectionRefusedError())

    monkeypatch.setattr(widget.service.web.state.reception.desks, "by_token", away)
    monkeypatch.setattr("services.widget.queries.tickets.public_ticket", away)
    monkeypatch.setattr("shared.problems.is_away", lambda error: True)
    for method, path in (("POST", "/widget/v1/desks/x/tickets"), ("GET", "/widget/v1/desks/x")):
        answer = await visitor.request(method, path, headers={"Origin": "https://a.example"}, json=FORM)
        assert (answer.status_code, answer.headers["retry-after"]) == (503, "1")


async def test_this_door_reads_no_query(visitor, desk):
    path = f"/widget/v1/desks/{desk['desk_token']}/tickets"
    answer = await visitor.post(f"{path}?priority=high", json=FORM)
    assert (answer.status_code, answer.json()["errors"][0]["field"]) == (422, "priority")
    assert (await visitor.post(f"{path}?", json=FORM)).status_code == 202
