"""Customers who prove who they are, and the tickets that are theirs or others'."""

import hmac
import time
from collections.abc import Awaitable, Callable
from hashlib import sha256
from typing import Any
from uuid import UUID

import httpx
import pytest
from uuid_utils.compat import uuid7

from services.widget.use_cases import proving
from shared.contracts.parts import Actor, Channel, Requester, TicketState
from shared.contracts.tickets import TicketCreated
from shared.contracts.widget import CodeRequested
from tests.builders import NOW
from tests.service_fixtures import Alone

RITA = "rita@example.com"
Codes = Callable[[], Awaitable[list[str]]]


@pytest.fixture(autouse=True)
def answered_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """No pause before the answer about a code, where a test is not about it."""
    monkeypatch.setattr(proving, "TAKES", 0.0)


@pytest.fixture
async def secret(admin: httpx.AsyncClient, desk: dict) -> str:
    """The desk believes signatures, and this is what its website signs with."""
    await admin.patch(f"/api/widget/desks/{desk['id']}", json={"verification": True})
    return (await admin.post(f"/api/widget/desks/{desk['id']}/secret")).json()["secret"]


def signed(secret: str, text: str) -> str:
    return hmac.new(secret.encode(), text.encode(), sha256).hexdigest()


def plain(secret: str, external_id: str, **more: Any) -> dict[str, Any]:
    """A client, signed by the plain form."""
    return {"client_external_id": external_id, "signature": signed(secret, external_id)} | more


def dated(secret: str, token: str, at: float | None = None, **identity: str) -> dict[str, str]:
    """Somebody, signed by the dated form."""
    stamp = {"signed_at": str(int(at or time.time()))}
    lines = "\n".join(
        f"{name}={value}" for name, value in sorted({**identity, **stamp, "desk_token": token}.items())
    )
    return identity | stamp | {"signature": signed(secret, lines)}


def session_door(desk: dict) -> str:
    return f"/widget/v1/desks/{desk['desk_token']}/session"


def bearer(session: str) -> dict[str, str]:
    return {"authorization": f"Bearer {session}"}


async def session_of(visitor: httpx.AsyncClient, desk: dict, said: dict[str, Any]) -> dict[str, str]:
    """The header of a session that a signature opens."""
    answer = await visitor.post(session_door(desk), json=said)
    assert answer.status_code == 200, answer.text
    return bearer(answer.json()["session"])


async def titles(visitor: httpx.AsyncClient, headers: dict[str, str], more: str = "") -> list[str]:
    """What somebody with these headers sees as their own."""
    answer = await visitor.get(f"/widget/v1/tickets{more}", headers=headers)
    assert answer.status_code == 200, answer.text
    return [each["title"] for each in answer.json()["items"]]


def a_birth(widget: Alone, desk_id: str | UUID, title: str, **more: Any) -> TicketCreated:
    """A ticket as tickets tell of it; `more` is of its requester, of its state, or `token`."""
    who = {
        name: more.pop(name)
        for name in ("email", "external_id", "name", "client", "verified")
        if name in more
    }
    token = widget.service.web.state.sealer.seal_text(more.pop("token", f"token of {title}"))
    state = {
        "id": uuid7(), "desk_id": desk_id, "number": f"T-{title}", "title": title, "status": "open",
        "priority": "normal", "requester": Requester.model_validate(who), "created_at": NOW, "version": 1,
    }  # fmt: skip
    return TicketCreated(
        ticket=TicketState.model_validate(state | more),
        actor=Actor(kind="requester"),
        body="words",
        body_html="<p>words</p>",
        channel=Channel.WIDGET,
        public_token=token,
    )


@pytest.fixture
def codes(widget: Alone) -> Codes:
    """The codes mailed so far, as their mails show them."""

    async def mailed() -> list[str]:
        return [
            widget.service.web.state.sealer.open_text(each.code) for each in await widget.said(CodeRequested)
        ]

    return mailed
