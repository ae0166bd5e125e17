"""On the whole system: somebody writes by a form, asks for a code, reads the mail, and sees their tickets."""

import re
from collections.abc import AsyncIterator

import httpx
import pytest

from tests.journeys.conftest import in_shape, sink
from tests.sink import Sink, text_of
from tests.system import System, got, made
from tests.tickets.panel.page import read
from tests.waiting import until

__all__ = ["sink"]
WHO = "rita@customer.example"


@pytest.fixture(params=["up", "cluster"])
async def mailing(
    request: pytest.FixtureRequest, sink: Sink, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[System]:
    """The whole system with an operator's mail server; as a cluster by way of the broker and its users."""
    said = {"HELPDESK_SMTP_URL": f"smtp://127.0.0.1:{sink.port}", "HELPDESK_SMTP_FROM": "it@desk.example"}
    async with in_shape(request.param, tmp_path_factory, **said) as running:
        yield running
    sink.mails.clear()
    sink.recipients.clear()


async def code_to(sink: Sink, address: str) -> str:
    """The code in the one mail to `address`."""

    async def has_come() -> bool:
        return len(sink.to(address)) == 1

    await until(has_come, seconds=30)
    found = re.search(r"\b\d{4} \d{4}\b", text_of(sink.to(address).pop()))
    assert found
    return found[0]


async def written(visitor: httpx.AsyncClient, token: str) -> str:
    """A ticket of Rita's; answers its number."""
    form = {"title": "Printer on fire", "email": WHO}
    receipt = await made(visitor, f"/widget/v1/desks/{token}/tickets", form, status=202)
    return (await got(visitor, f"/widget/v1/tickets/{receipt['public_token']}", wait=20))["number"]


@pytest.mark.slow
async def test_from_a_form_to_ones_own_list(mailing: System, sink: Sink):
    async with mailing.owner() as owner, mailing.visitor() as visitor:
        desk = await made(owner, "/api/desks", {"name": "Support", "number_pattern": "S-{{nr:3}}"})
        token = (await got(owner, f"/api/widget/desks/{desk['id']}"))["desk_token"]
        number = await written(visitor, token)
        page = f"/helpdesk/desks/{token}/my-tickets"
        ours = {"origin": mailing.url}
        asked = await visitor.post(f"{page}/codes", data={"email": WHO}, headers=ours)
        form = read(asked.text).form(f"{page}/sessions").values() | {"code": await code_to(sink, WHO)}
        assert (await visitor.post(f"{page}/sessions", data=form, headers=ours)).status_code == 303
        shown = await visitor.get(page)
        assert number in shown.text
        link = read(shown.text).one("a", says="Printer on fire")["href"]
        assert (await visitor.get(link)).status_code == 200
