"""A ticket's link was replaced: later mails show the new one."""

from uuid import UUID

import pytest
from uuid_utils.compat import uuid7

from shared.contracts.parts import Attachment, TicketState
from shared.contracts.tickets import PublicLinkRenewed
from shared.tables import parked
from tests.builders import ANNA
from tests.notifications.conftest import Mail
from tests.notifications.events import a_ticket_state, again, comment_added, ticket_created
from tests.notifications.handlers.test_mailing import count
from tests.notifications.notices.news import at


def renewed(
    mail: Mail, ticket: TicketState, token: str, version: int, *, active: bool = True
) -> PublicLinkRenewed:
    sealed = mail.service.web.state.sealer.seal_text(token)
    return PublicLinkRenewed(ticket=at(ticket, version), actor=ANNA, public_token=sealed, active=active)


async def link_mailed(mail: Mail, ticket: TicketState, renewed_in: int = 0) -> str:
    """The link in a mail about a comment that is said now."""
    await mail.hear(comment_added(ticket, comment_id=uuid7(), link_renewed_in=renewed_in))
    text = (await mail.deliveries())[-1].text
    return text.partition("http://test/helpdesk/ticket/")[2].split()[0]


@pytest.fixture
async def ticket(mail: Mail, desk, mailbox) -> TicketState:
    state = a_ticket_state(UUID(str(desk.id)))
    await mail.hear(ticket_created(state))
    return state


async def test_later_mails_show_the_new_link(mail: Mail, ticket):
    assert await link_mailed(mail, ticket) == "tok-en"
    await mail.hear(renewed(mail, ticket, "second", 2))
    assert await link_mailed(mail, ticket) == "second"
    third = renewed(mail, ticket, "third", 3)
    await mail.hear(third, again(third))
    assert await link_mailed(mail, ticket) == "third"
    assert await count(mail, parked) == 0


@pytest.mark.attack("A13")
async def test_one_that_comes_after_a_newer_one_changes_nothing_and_waits_for_nothing(mail: Mail, ticket):
    second = renewed(mail, ticket, "second", 2)
    await mail.hear(renewed(mail, ticket, "third", 3), second, again(second))
    assert await link_mailed(mail, ticket) == "third"
    assert await count(mail, parked) == 0


async def test_one_that_comes_before_the_first_mail_waits_for_it(mail: Mail, desk, mailbox):
    await mail.hear(renewed(mail, a_ticket_state(desk.id), "second", 2))
    assert await count(mail, parked) == 1


async def test_no_mail_goes_out_with_a_link_of_before(mail: Mail, ticket):
    comment = comment_added(at(ticket, 4), link_renewed_in=3)
    await mail.hear(comment)
    assert (await count(mail, parked), len(await mail.deliveries())) == (1, 1)
    await mail.hear(renewed(mail, ticket, "third", 3), again(comment))
    assert "http://test/helpdesk/ticket/third" in (await mail.deliveries())[-1].text


async def test_mails_of_a_ticket_whose_link_is_off_lead_nowhere_and_say_nothing_of_it(mail: Mail, ticket):
    await mail.hear(renewed(mail, ticket, "nobodys", 2, active=False))
    big = Attachment(
        id=uuid7(), object_key="film", name="film.mp4", size=30_000_000, content_type="video/mp4"
    )
    await mail.hear(comment_added(ticket, comment_id=uuid7(), link_renewed_in=2, attachments=(big,)))
    sent = (await mail.deliveries())[-1]
    assert "film.mp4" in sent.text
    for words in (sent.text, sent.html):
        assert "/helpdesk/ticket" not in words
        assert "The whole conversation" not in words
    await mail.hear(renewed(mail, ticket, "fresh", 3))
    assert await link_mailed(mail, ticket, 3) == "fresh"
