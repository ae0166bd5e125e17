"""A ticket of Rita's and an agent's answer that was mailed to her: what mails that pretend are tried on."""

from dataclasses import dataclass
from email.message import EmailMessage

import pytest

from shared.contracts.notifications import MailTicketRequested
from shared.contracts.parts import DeskState
from shared.contracts.tickets import TicketCreated
from tests.notifications.conftest import Mail
from tests.notifications.events import a_ticket_state, comment_added, ticket_created
from tests.notifications.incoming.door import Door
from tests.notifications.sink import Sink
from tests.waiting import until

RITA, MALLORY = "Rita <rita@example.com>", "Mallory <mallory@evil.example>"
SUPPORT = "support@example.com"


@dataclass(kw_only=True)
class Story(Door):
    """A ticket of Rita's, with an agent's answer that was mailed to her."""

    created: TicketCreated
    answer: EmailMessage

    @property
    def reply_to(self) -> str:
        return str(self.answer["Reply-To"])

    async def comes(self, content: bytes, to: str = SUPPORT, count: int = 1) -> list[tuple[str, bool]]:
        """Hand a mail on and wait until it is taken in; answers the comments there are by then."""
        said = await self.takes(content, to, count)
        assert all(each.ticket_id == self.created.ticket.id for each in said)
        return [(each.body.strip(), each.public) for each in said]

    async def opened(self) -> list[tuple[str, str]]:
        return [(each.title, each.hint) for each in await self.mail.said(MailTicketRequested)]


@pytest.fixture
async def story(door: Door, mail: Mail, sink: Sink, desk: DeskState) -> Story:
    created = ticket_created(a_ticket_state(desk.id))
    await mail.hear(created, comment_added(created.ticket))

    async def answered() -> list[EmailMessage]:
        return [each for each in sink.mails if not each["Auto-Submitted"]]

    [answer] = await until(answered)
    return Story(**vars(door), created=created, answer=answer)
