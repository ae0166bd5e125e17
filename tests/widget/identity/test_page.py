"""The page that opens one's own tickets by a code, without a script and without an account on any website."""

from dataclasses import replace
from uuid import uuid4

import httpx
import pytest

from shared.contracts.parts import SYSTEM, DeskState
from shared.contracts.tickets import DeskCreated
from tests.service_fixtures import Alone
from tests.tickets.panel.page import read
from tests.widget.identity.conftest import RITA, a_birth
from tests.widget.test_polish_pages import check_polish
from tests.widget.test_public_page import polish

OURS = {"origin": "http://test"}


@pytest.fixture
async def page(desk, widget: Alone) -> str:
    """The page's address on a desk where Rita has a ticket."""
    await widget.hear(a_birth(widget, desk["id"], "Hers", email=RITA, token="her-link"))
    return f"/helpdesk/desks/{desk['desk_token']}/my-tickets"


async def send(visitor: httpx.AsyncClient, answer: httpx.Response, action: str, **typed: str):
    """Fill in the form that an answer shows, and send it."""
    form = read(answer.text).form(action)
    return await visitor.post(action, data=form.values() | typed, headers=OURS)


async def opened(visitor: httpx.AsyncClient, page: str, codes) -> httpx.Response:
    asked = await send(visitor, await visitor.get(page), f"{page}/codes", email=RITA)
    assert asked.status_code == 202, asked.text
    return await send(visitor, asked, f"{page}/sessions", code=(await codes())[-1])


async def test_an_address_then_a_code_then_the_list(visitor, page, codes):
    first = await visitor.get(page)
    assert (first.headers["referrer-policy"], first.headers["x-robots-tag"]) == ("no-referrer", "noindex")
    assert "<script" not in first.text
    done = await opened(visitor, page, codes)
    assert (done.status_code, done.headers["location"]) == (303, page)
    shown = await visitor.get(page)
    link = read(shown.text).one("a", href="/helpdesk/ticket/her-link")
    assert "Hers" in link.text
    assert "Received" in link.text
    assert shown.headers["cache-control"] == "no-store"


@pytest.mark.attack("A13")
async def test_the_session_is_in_a_cookie_of_this_page_alone(visitor, page, codes):
    done = await opened(visitor, page, codes)
    cookie = done.headers["set-cookie"].lower()
    assert f"path={page.lower()};" in cookie + ";"
    assert "httponly" in cookie
    assert "samesite=strict" in cookie
    token = done.headers["set-cookie"].partition("=")[2].partition(";")[0]
    assert token not in (await visitor.get(page)).text + done.headers["location"]


async def test_over_https_the_cookie_goes_over_https_alone(widget: Alone, visitor, page, codes, monkeypatch):
    state = widget.service.web.state
    monkeypatch.setattr(state, "reception", replace(state.reception, public_url="https://test"))
    assert "secure" in (await opened(visitor, page, codes)).headers["set-cookie"].lower()


async def test_closing_the_list_ends_the_session(visitor, page, codes, widget: Alone):
    await opened(visitor, page, codes)
    kept = dict(visitor.cookies)
    closed = await send(visitor, await visitor.get(page), f"{page}/end")
    assert closed.status_code == 303
    async with widget.client(cookies=kept) as thief:
        assert "Hers" not in (await thief.get(page)).text
    assert "Hers" not in (await visitor.get(page)).text


async def test_a_wrong_code_is_said_and_may_be_typed_again(visitor, page, codes):
    asked = await send(visitor, await visitor.get(page), f"{page}/codes", email=RITA)
    wrong = await send(visitor, asked, f"{page}/sessions", code="1")
    assert wrong.status_code == 403
    assert "This code is not good" in wrong.text
    right = await send(visitor, wrong, f"{page}/sessions", code=f" {(await codes())[0]} ")
    assert right.status_code == 303


@pytest.mark.attack("A29")
async def test_the_page_says_the_same_of_a_stranger(visitor, page):
    said = [
        (await send(visitor, await visitor.get(page), f"{page}/codes", email=each)).text.replace(each, "")
        for each in (RITA, "nobody@example.com")
    ]
    assert said[0] == said[1]


async def test_what_is_no_address_is_said_beside_the_field(visitor, page):
    answer = await send(visitor, await visitor.get(page), f"{page}/codes", email="rita")
    assert answer.status_code == 422
    assert "Use an address such as" in answer.text
    assert 'value="rita"' in answer.text


@pytest.mark.parametrize("action", ["codes", "sessions", "end"])
@pytest.mark.attack("A21")
async def test_a_foreign_page_sends_no_form_here(visitor, page, action):
    for origin in ("https://evil.example", "null"):
        answer = await visitor.post(
            f"{page}/{action}", data={"email": RITA, "code": "1"}, headers={"origin": origin}
        )
        assert answer.status_code == 403
        assert "set-cookie" not in answer.headers


async def test_a_browser_that_hides_where_our_own_page_is_may_send_it(visitor, page):
    """The page sends no referrer, and browsers then name no origin with its forms."""
    own = {"origin": "null", "sec-fetch-site": "same-origin"}
    answer = await visitor.post(f"{page}/codes", data={"email": RITA}, headers=own)
    assert answer.status_code == 202


@pytest.mark.attack("A6")
async def test_a_cookie_of_another_desk_opens_nothing(visitor, page, codes, widget: Alone, admin):
    other = DeskState(id=uuid4(), name="Other", number_pattern="O-{{nr}}", version=1)
    await widget.hear(DeskCreated(desk=other, actor=SYSTEM))
    await widget.hear(a_birth(widget, other.id, "Elsewhere", email=RITA))
    token = (await admin.get(f"/api/widget/desks/{other.id}")).json()["desk_token"]
    await opened(visitor, page, codes)
    async with widget.client(cookies=dict(visitor.cookies)) as moved:
        shown = await moved.get(f"/helpdesk/desks/{token}/my-tickets")
    assert "Elsewhere" not in shown.text
    assert read(shown.text).form(f"/helpdesk/desks/{token}/my-tickets/codes")


async def test_earlier_tickets_are_on_further_pages(visitor, page, codes, widget: Alone, desk):
    await widget.hear(*[a_birth(widget, desk["id"], f"n{n:02}", email=RITA) for n in range(24)])
    await opened(visitor, page, codes)
    first = await visitor.get(page)
    assert ("n23" in first.text, "n03" in first.text) == (True, False)
    older = read(first.text).one("a", says="Earlier tickets")["href"]
    second = await visitor.get(older)
    assert ("n03" in second.text, "Hers" in second.text, "n23" in second.text) == (True, True, False)


async def test_a_polish_desks_page_is_polish_whole(visitor, page, codes, widget: Alone, desk):
    await polish(widget, desk)
    widget.service.web.state.reception.desks.forget(desk["desk_token"])
    asked = await send(visitor, await visitor.get(page), f"{page}/codes", email="r@e.pl")
    wrong = await send(visitor, asked, f"{page}/sessions", code="1")
    address = await send(visitor, await visitor.get(page), f"{page}/codes", email="x")
    foreign = await visitor.post(
        f"{page}/codes", data={"email": RITA}, headers={"origin": "https://e.example"}
    )
    check_polish(await visitor.get(page), asked, wrong, address, foreign)


async def test_an_unknown_desk_has_no_such_page(visitor):
    for path in ("", "/codes", "/sessions", "/end"):
        page = f"/helpdesk/desks/nonsense/my-tickets{path}"
        answer = await (visitor.post(page, data={}) if path else visitor.get(page))
        assert answer.status_code == 404


async def test_the_contact_page_leads_here(visitor, page, desk):
    contact = await visitor.get(f"/helpdesk/desks/{desk['desk_token']}/contact")
    assert read(contact.text).one("a", href=page)
