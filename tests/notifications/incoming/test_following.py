"""An answer by mail to a ticket that was over: the mail about the ticket that it became stands below it."""

import pytest

from shared.contracts.notifications import MailCommentRequested
from shared.contracts.parts import DeskState, NextTicket
from tests.notifications.conftest import Mail
from tests.notifications.events import a_ticket_state, ticket_created
from tests.notifications.incoming.letters import a_mail
from tests.notifications.incoming.test_answers import REPLY, taken_in, written_to
from tests.notifications.sink import Sink


@pytest.mark.usefixtures("hears")
async def test_the_new_ticket_is_told_in_the_thread_of_the_answer(mail: Mail, sink: Sink, desk: DeskState):
    old, sent = await written_to(mail, sink, desk)
    await taken_in(
        mail, desk.id, a_mail("Re: hello", REPLY, to=sent["Reply-To"], message_id="<late@customer.example>")
    )
    (wish,) = await mail.said(MailCommentRequested)
    state = a_ticket_state(
        desk.id,
        id=wish.comment_id,
        number="SUP-002",
        follows=NextTicket(id=old.ticket.id, number=old.ticket.number),
    )
    await mail.hear(ticket_created(state, channel="email", public_token="new-tok-en"))
    await mail.send()
    told = sink.mails[-1]
    assert (told["In-Reply-To"], told["References"]) == ("<late@customer.example>", "<late@customer.example>")
    body = told.get_body(("plain",))
    assert body
    assert "/helpdesk/ticket/new-tok-en" in body.get_content()
