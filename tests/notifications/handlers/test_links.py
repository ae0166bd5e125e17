"""A ticket's link was replaced: later mails show the new one."""

from uuid import UUID

import pytest
from uuid_utils.compat import uuid7

from shared.contracts.parts import TicketState
from shared.contracts.tickets import PublicLinkRenewed
from shared.secrets import fingerprint
from shared.tables import parked
from tests.builders import ANNA
from tests.notifications.conftest import Mail
from tests.notifications.events import a_ticket_state, again, comment_added, ticket_created
from tests.notifications.handlers.test_mailing import count


def renewed(mail: Mail, ticket: TicketState, before: str, token: str) -> PublicLinkRenewed:
    sealed = mail.service.web.state.sealer.seal_text(token)
    replaces = fingerprint(before).hex()
    return PublicLinkRenewed(ticket=ticket, actor=ANNA, public_token=sealed, replaces=replaces)


async def link_mailed(mail: Mail, ticket: TicketState) -> str:
    """The link in a mail about a comment that is said now."""
    await mail.hear(comment_added(ticket, comment_id=uuid7()))
    text = (await mail.deliveries())[-1].text
    return text.partition("http://test/helpdesk/ticket/")[2].split()[0]


@pytest.fixture
async def ticket(mail: Mail, desk, mailbox) -> TicketState:
    state = a_ticket_state(UUID(str(desk.id)))
    await mail.hear(ticket_created(state))
    return state


async def test_later_mails_show_the_new_link(mail: Mail, ticket):
    assert await link_mailed(mail, ticket) == "tok-en"
    one, two = renewed(mail, ticket, "tok-en", "second"), renewed(mail, ticket, "second", "third")
    await mail.hear(one)
    assert await link_mailed(mail, ticket) == "second"
    await mail.hear(two, again(two))
    assert await link_mailed(mail, ticket) == "third"
    assert await count(mail, parked) == 0


@pytest.mark.attack("A13")
async def test_one_that_comes_too_early_waits_for_the_one_before(mail: Mail, ticket):
    one, two = renewed(mail, ticket, "tok-en", "second"), renewed(mail, ticket, "second", "third")
    await mail.hear(two)
    assert (await count(mail, parked), await link_mailed(mail, ticket)) == (1, "tok-en")
    await mail.hear(one, again(two))
    assert await link_mailed(mail, ticket) == "third"


async def test_one_that_comes_before_the_first_mail_waits_for_it(mail: Mail, desk, mailbox):
    await mail.hear(renewed(mail, a_ticket_state(desk.id), "tok-en", "second"))
    assert await count(mail, parked) == 1
