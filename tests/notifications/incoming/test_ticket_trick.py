"""A12: a third party's mail to us, with a secret in it, is made to belong to a ticket that an attacker can read."""

import pytest

from shared.contracts.notifications import MailCommentRequested, MailTicketRequested
from shared.contracts.parts import DeskState, TicketState
from tests.builders import ANNA
from tests.notifications.conftest import Mail
from tests.notifications.events import a_ticket_state, comment_added, ticket_created
from tests.notifications.incoming.letters import a_mail
from tests.notifications.incoming.story import MALLORY, Story, story
from tests.notifications.incoming.test_answers import taken_in
from tests.notifications.sink import Sink

__all__ = ["story"]
pytestmark = [pytest.mark.usefixtures("hears"), pytest.mark.attack("A12")]
THIRD = "Tracker <no-reply@tracker.example>"


async def typed_into_a_form(mail: Mail, desk: DeskState, address: str) -> TicketState:
    """A ticket that began by a form; whoever filled it in has number and link."""
    requester = {"email": address, "name": "Mallory", "verified": False}
    ticket = a_ticket_state(desk.id, number="SUP-666", requester=requester)
    await mail.hear(ticket_created(ticket))
    return ticket


@pytest.mark.parametrize("subject", ["SUP-666, confirm your address", "Welcome [SUP-666]", "Re: SUP-666"])
@pytest.mark.parametrize("sender", [THIRD, "Tracker <hello@tracker.example>"])
async def test_a12_a_mail_that_names_a_forms_ticket_is_not_written_on_it(
    mail: Mail, desk: DeskState, subject: str, sender: str
):
    await typed_into_a_form(mail, desk, sender.partition("<")[2].rstrip(">"))
    for _ in range(2):
        await taken_in(mail, desk.id, a_mail(subject, "Your code is 1234", sender))
    assert await mail.said(MailCommentRequested) == []
    assert {each.hint for each in await mail.said(MailTicketRequested)} == {"names_ticket"}


@pytest.mark.usefixtures("loops")
async def test_a12_a_third_partys_mail_to_an_attackers_reply_address_is_for_the_team(story: Story):
    to = story.reply_to
    assert await story.comes(a_mail("Confirm", "Your code is 1234", THIRD, to), to) == [
        ("Your code is 1234", False)
    ]


async def test_a12_whoever_began_by_mail_may_name_the_number(mail: Mail, desk: DeskState):
    await taken_in(mail, desk.id, a_mail(sender=MALLORY))
    (wish,) = await mail.said(MailTicketRequested)
    requester = {"email": wish.requester.email, "verified": False}
    await mail.hear(
        ticket_created(
            a_ticket_state(desk.id, id=wish.ticket_id, number="SUP-7", requester=requester), channel="email"
        )
    )
    await taken_in(mail, desk.id, a_mail("About SUP-7", "It burns again.", MALLORY))
    assert [(each.body, each.public) for each in await mail.said(MailCommentRequested)] == [
        ("It burns again.", True)
    ]


@pytest.mark.parametrize("channel", ["panel", "api"])
async def test_a12_whom_an_agent_named_may_name_the_number(mail: Mail, desk: DeskState, channel: str):
    created = ticket_created(a_ticket_state(desk.id), actor=ANNA, channel=channel)
    await mail.hear(created)
    await taken_in(mail, desk.id, a_mail("About SUP-001", "It burns again."))
    assert [(each.body, each.public) for each in await mail.said(MailCommentRequested)] == [
        ("It burns again.", True)
    ]


async def test_a12_whoever_has_answered_our_mail_may_name_the_number(mail: Mail, desk: DeskState, sink: Sink):
    ticket = await typed_into_a_form(mail, desk, "rita@example.com")
    await mail.hear(comment_added(ticket))
    await mail.send()
    to = str(sink.mails[-1]["Reply-To"])
    await taken_in(mail, desk.id, a_mail("hello", "It still burns.", to=to), to)
    await taken_in(mail, desk.id, a_mail("About SUP-666", "It burns again."))
    assert [(each.body, each.public) for each in await mail.said(MailCommentRequested)] == [
        ("It still burns.", True),
        ("It burns again.", True),
    ]
