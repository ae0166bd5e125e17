"""Sessions: what opens one, what it shows, how long, and where it may be used."""

from datetime import UTC, datetime, timedelta
from uuid import uuid4

import httpx
import pytest
from sqlalchemy import text, update

from services.widget.tables.own import sessions
from shared.contracts.parts import SYSTEM, DeskState
from shared.contracts.tickets import DeskCreated
from tests.service_fixtures import Alone
from tests.widget.identity.conftest import (
    RITA,
    a_birth,
    bearer,
    dated,
    plain,
    session_door,
    session_of,
    titles,
)


async def test_a_signed_client_sees_the_clients_tickets(visitor, desk, secret, widget: Alone):
    acme, other = {"external_id": "acme"}, {"external_id": "other"}
    for title, who in (("ours", acme), ("theirs", other), ("nobody's", {"email": RITA})):
        await widget.hear(a_birth(widget, desk["id"], title, **who))
    headers = await session_of(visitor, desk, plain(secret, "acme", client_email=RITA))
    assert await titles(visitor, headers) == ["ours"]


async def test_a_dated_signature_shows_what_came_from_its_addresses_too(visitor, desk, secret, widget: Alone):
    for title, who in (("by mail", {"email": "Rita@Example.com"}), ("hers", {"external_id": "7"})):
        await widget.hear(a_birth(widget, desk["id"], title, **who))
    said = dated(secret, desk["desk_token"], client_external_id="7", user_email=RITA)
    assert await titles(visitor, await session_of(visitor, desk, said)) == ["hers", "by mail"]
    by_address = dated(secret, desk["desk_token"], user_email=RITA)
    assert await titles(visitor, await session_of(visitor, desk, by_address)) == ["by mail"]


async def test_tickets_of_other_desks_stay_there(visitor, desk, secret, widget: Alone):
    other = DeskState(id=uuid4(), name="Other", number_pattern="O-{{nr}}", version=1)
    await widget.hear(DeskCreated(desk=other, actor=SYSTEM))
    await widget.hear(a_birth(widget, other.id, "elsewhere", external_id="acme", email=RITA))
    assert await titles(visitor, await session_of(visitor, desk, plain(secret, "acme"))) == []


async def test_a_session_ends_after_an_hour(visitor, desk, secret, widget: Alone):
    answer = (await visitor.post(session_door(desk), json=plain(secret, "acme"))).json()
    lasts = datetime.fromisoformat(answer["good_until"]) - datetime.now(UTC)
    assert timedelta(minutes=59) < lasts <= timedelta(hours=1)
    async with widget.service.database.session() as session, session.begin():
        await session.execute(update(sessions).values(good_until=datetime.now(UTC)))
    over = await visitor.get("/widget/v1/tickets", headers=bearer(answer["session"]))
    assert (over.status_code, over.json()["code"]) == (401, "no_session")


async def test_a_session_ends_with_the_grace_of_its_secret(visitor, admin, desk, secret, widget: Alone):
    await admin.post(f"/api/widget/desks/{desk['id']}/secret")
    ends = datetime.now(UTC) + timedelta(minutes=20)
    async with widget.service.database.session() as session, session.begin():
        await session.execute(
            text(
                "UPDATE desk_settings"
                " SET old_secrets = jsonb_set(old_secrets, '{-1,until}', to_jsonb(CAST(:at AS text)))"
            ),
            {"at": ends.isoformat()},
        )
    widget.service.web.state.reception.desks.forget(desk["desk_token"])
    answer = (await visitor.post(session_door(desk), json=plain(secret, "acme"))).json()
    assert datetime.fromisoformat(answer["good_until"]) == ends


async def test_a_session_ends_with_the_date_of_its_signature(visitor, desk, secret):
    at = datetime.now(UTC).timestamp() - 23.5 * 3600
    said = dated(secret, desk["desk_token"], at, client_external_id="acme")
    answer = (await visitor.post(session_door(desk), json=said)).json()
    ends = datetime.fromtimestamp(int(at), UTC) + timedelta(hours=24)
    assert datetime.fromisoformat(answer["good_until"]) == ends


async def test_no_session_of_a_website_counts_while_the_desk_believes_none(visitor, admin, desk, secret):
    headers = await session_of(visitor, desk, plain(secret, "acme"))
    await admin.patch(f"/api/widget/desks/{desk['id']}", json={"verification": False})
    assert (await visitor.get("/widget/v1/tickets", headers=headers)).status_code == 401
    again = await visitor.post(session_door(desk), json=plain(secret, "acme"))
    assert again.status_code == 403


async def test_a_token_is_kept_as_its_fingerprint_only(visitor, desk, secret, widget: Alone):
    answer = (await visitor.post(session_door(desk), json=plain(secret, "acme"))).json()
    assert len(answer["session"]) >= 43
    async with widget.service.database.session() as session:
        kept = str((await session.execute(text("SELECT * FROM sessions"))).all())
    assert answer["session"] not in kept


@pytest.mark.attack("A23")
async def test_only_listed_websites_read_with_a_session(visitor, admin, desk, secret):
    headers = await session_of(visitor, desk, plain(secret, "acme"))
    listed = {"allowed_origins": ["https://shop.example"]}
    await admin.patch(f"/api/widget/desks/{desk['id']}", json=listed)

    async def asked_from(origin: str) -> httpx.Response:
        return await visitor.get("/widget/v1/tickets", headers=headers | {"origin": origin})

    good, bad = await asked_from("https://shop.example"), await asked_from("https://evil.example")
    assert (good.status_code, good.headers["access-control-allow-origin"]) == (200, "https://shop.example")
    assert (bad.status_code, bad.headers.get("access-control-allow-origin")) == (403, None)
    assert "access-control-allow-credentials" not in good.headers
    refused = await visitor.post(
        session_door(desk), json=plain(secret, "acme"), headers={"origin": "https://evil.example"}
    )
    assert refused.status_code == 403


async def test_a_browser_may_ask_before_it_sends_the_header(visitor):
    asks = {
        "origin": "https://shop.example",
        "access-control-request-method": "GET",
        "access-control-request-headers": "authorization",
    }
    answer = await visitor.options("/widget/v1/tickets", headers=asks)
    assert answer.status_code == 204
    assert "Authorization" in answer.headers["access-control-allow-headers"]
