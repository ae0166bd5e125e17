"""A ticket with its number, and what stands behind its link."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import httpx
import pytest

from shared.contracts.tickets import PublicLinkRenewed, TicketCreated, TicketPublicChanged
from shared.contracts.widget import TicketRequested
from tests.builders import ANNA
from tests.service_fixtures import Alone
from tests.tickets.panel.page import Element, read
from tests.widget.test_intake import created, submitted


@dataclass
class Linked:
    """A ticket as its customer reaches it, and as the team changes it."""

    widget: Alone
    visitor: httpx.AsyncClient
    token: str
    birth: TicketCreated

    @property
    def api(self) -> str:
        """Where programs find it."""
        return f"/widget/v1/tickets/{self.token}"

    @property
    def page(self) -> str:
        """Where people find it."""
        return f"/helpdesk/ticket/{self.token}"

    async def shown(self, **asked: Any) -> dict[str, Any]:
        """What programs are told of it."""
        answer = await self.visitor.get(self.api, params=asked)
        assert answer.status_code == 200, answer.text
        return answer.json()

    async def read(self) -> Element:
        """Its page."""
        return read((await self.visitor.get(self.page)).text)

    async def becomes(self, status: str, version: int = 2, resolved_at: datetime | None = None) -> None:
        """The team's side tells a state of it."""
        news = {"status": status, "version": version, "resolved_at": resolved_at}
        ticket = self.birth.ticket.model_validate(self.birth.ticket.model_dump() | news)
        await self.widget.hear(TicketPublicChanged(ticket=ticket, actor=ANNA))

    def renewed(self, token: str, version: int = 2, *, active: bool = True) -> PublicLinkRenewed:
        """The news that it has another link."""
        ticket = self.birth.ticket.model_copy(update={"version": version})
        sealed = self.widget.service.web.state.sealer.seal_text(token)
        return PublicLinkRenewed(ticket=ticket, actor=ANNA, public_token=sealed, active=active)


@pytest.fixture
async def linked(widget: Alone, visitor, desk) -> Linked:
    """A ticket that just got its number."""
    token = (await submitted(visitor, desk))["public_token"]
    (wish,) = await widget.said(TicketRequested)
    birth = created(wish)
    await widget.hear(birth)
    return Linked(widget, visitor, token, birth)
