"""The way of an answer: from a mail of ours, by mail, onto its ticket."""

from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import delete
from uuid_utils.compat import uuid7

from services.notifications.incoming.keeping import Raw
from services.notifications.tables import known_tickets
from services.notifications.use_cases.arriving import Journey
from shared.contracts.notifications import MailCommentRequested, MailTicketRequested
from shared.contracts.parts import DeskState
from shared.contracts.tickets import TicketCreated, TicketRequestRefused
from tests.notifications.conftest import Mail, given_mailbox, heard_desk
from tests.notifications.events import a_ticket_state, comment_added, ticket_created
from tests.notifications.incoming.door import Mails
from tests.notifications.incoming.letters import a_mail
from tests.notifications.sink import Sink
from tests.waiting import until


async def taken_in(mail: Mail, desk_id: UUID, content: bytes, recipient: str = "") -> None:
    """Keep a mail and read it, as the loops do."""
    await mail.service.web.state.keeper.keep(Raw(desk_id, content, Journey(recipient)))
    reading = mail.service.web.state.reading
    while await reading.read_due():
        pass


async def written_to(mail: Mail, sink: Sink, desk: DeskState, **ticket: Any) -> tuple[TicketCreated, Any]:
    """A ticket whose requester got an agent's answer by mail; the ticket's event, and that mail."""
    created = ticket_created(a_ticket_state(desk.id, **ticket))
    await mail.hear(created, comment_added(created.ticket))
    await mail.send()
    return created, sink.mails[-1]


REPLY = (
    "Thank you!\r\n\r\nOn Sun, Nov 29, 2026, Support <support@example.com> wrote:\r\n> Have you tried water?"
)


@pytest.mark.parametrize("sign", ["token", "thread", "number"])
@pytest.mark.usefixtures("hears")
async def test_an_answer_comes_to_its_ticket(mail: Mail, sink: Sink, desk: DeskState, sign: str):
    created, sent = await written_to(mail, sink, desk)
    more = {"In_Reply_To": sent["Message-ID"]} if sign == "thread" else {}
    to = sent["Reply-To"] if sign == "token" else "support@example.com"
    subject = "Re: something about SUP-001" if sign == "number" else "Re: hello"
    await taken_in(mail, desk.id, a_mail(subject, REPLY, to=to, **more))
    (wish,) = await mail.said(MailCommentRequested)
    assert (wish.ticket_id, wish.public, wish.body, wish.automatic) == (
        created.ticket.id,
        True,
        "Thank you!",
        "",
    )


@pytest.mark.parametrize("sign", ["token", "thread"])
@pytest.mark.usefixtures("hears")
async def test_an_answer_that_comes_before_the_copy_of_its_ticket_comes_to_it(
    mail: Mail, sink: Sink, desk: DeskState, sign: str
):
    created, sent = await written_to(mail, sink, desk)
    async with mail.service.database.session() as session, session.begin():
        await session.execute(delete(known_tickets))
    more = {"In_Reply_To": sent["Message-ID"]} if sign == "thread" else {}
    to = sent["Reply-To"] if sign == "token" else "support@example.com"
    await taken_in(mail, desk.id, a_mail("Re: hello", REPLY, to=to, **more))
    (wish,) = await mail.said(MailCommentRequested)
    assert (wish.ticket_id, wish.public, wish.body) == (created.ticket.id, True, "Thank you!")


@pytest.mark.parametrize("sign", ["token", "thread", "number", "forged"])
@pytest.mark.usefixtures("hears")
@pytest.mark.attack("A10", "A11")
async def test_a_stranger_with_the_same_signs_says_nothing_in_public(
    mail: Mail, sink: Sink, desk: DeskState, sign: str
):
    created, sent = await written_to(mail, sink, desk)
    more = {"References": f"<x@y> {sent['Message-ID']}"} if sign == "thread" else {}
    token = str(sent["Reply-To"])
    to = {"token": token, "forged": token.replace("+", "+a", 1)}.get(sign, "support@example.com")
    mallory = a_mail(
        "Re: SUP-001" if sign == "number" else "Re", REPLY, "Mallory <m@evil.example>", to, **more
    )
    await taken_in(mail, desk.id, mallory)
    comments, tickets = await mail.said(MailCommentRequested), await mail.said(MailTicketRequested)
    if sign in ("token", "thread"):
        assert [(each.ticket_id, each.public) for each in comments] == [(created.ticket.id, False)]
        assert tickets == []
    else:
        assert comments == []
        hint = ("names_ticket", created.ticket.id) if sign == "number" else ("", None)
        assert [(each.hint, each.hinted_ticket_id) for each in tickets] == [hint]


@pytest.mark.usefixtures("hears")
async def test_a_mail_to_another_desk_opens_there_and_names_the_ticket(
    mail: Mail, http, sink: Sink, desk: DeskState
):
    created, sent = await written_to(mail, sink, desk)
    other = await heard_desk(mail, name="Billing")
    await given_mailbox(http, other.id, sink.port, open_tickets=True, address="billing@example.com")
    await taken_in(mail, other.id, a_mail("Fwd: hello", "Please pay.", In_Reply_To=sent["Message-ID"]))
    (wish,) = await mail.said(MailTicketRequested)
    assert (wish.desk_id, wish.hint, wish.hinted_ticket_id) == (other.id, "answers_ticket", created.ticket.id)


@pytest.mark.usefixtures("hears")
async def test_a_second_mail_of_a_thread_comes_to_the_ticket_that_the_first_one_becomes(
    mail: Mail, desk: DeskState
):
    await taken_in(mail, desk.id, a_mail(message_id="<first@c>"))
    await taken_in(mail, desk.id, a_mail("Re: Printer", "And now?", In_Reply_To="<first@c>"))
    (wish,) = await mail.said(MailTicketRequested)
    (comment,) = await mail.said(MailCommentRequested)
    assert (comment.ticket_id, comment.public) == (wish.ticket_id, True)


@pytest.mark.parametrize("source", ["lmtp", "none"])
async def test_answers_come_to_an_address_with_a_token_once_mail_was_handed_on(
    mail: Mail, http, sink: Sink, desk: DeskState, source: str
):
    await given_mailbox(http, desk.id, sink.port)
    if source == "lmtp":
        await taken_in(mail, desk.id, a_mail())
    _, sent = await written_to(mail, sink, desk)
    assert ("+" in sent["Reply-To"]) == (source == "lmtp")


@pytest.mark.usefixtures("hears")
async def test_an_empty_return_path_makes_nobodys_answer_a_machines(mail: Mail, sink: Sink, desk: DeskState):
    _, sent = await written_to(mail, sink, desk)
    forwarded = a_mail("Re: hello", REPLY, In_Reply_To=sent["Message-ID"], Return_Path="<>")
    await taken_in(mail, desk.id, forwarded)
    (wish,) = await mail.said(MailCommentRequested)
    assert (wish.public, wish.automatic, wish.body) == (True, "", "Thank you!")


@pytest.mark.parametrize("marks", [{"Auto_Submitted": "auto-replied"}, {"X_Autoreply": "yes"}])
@pytest.mark.usefixtures("hears")
@pytest.mark.attack("A27")
async def test_an_automatic_answer_is_kept_with_its_reason_and_is_no_news(
    mail: Mail, sink: Sink, desk: DeskState, marks: dict[str, str]
):
    created, sent = await written_to(mail, sink, desk)
    away = a_mail("Re: hello", "I am away.", In_Reply_To=sent["Message-ID"], **marks)
    await taken_in(mail, desk.id, away)
    await taken_in(mail, desk.id, a_mail("Out of office", "I am away.", **marks))
    (wish,) = await mail.said(MailCommentRequested)
    assert (wish.ticket_id, wish.public) == (created.ticket.id, False)
    assert wish.automatic
    assert await mail.said(MailTicketRequested) == []


@pytest.mark.parametrize(
    "sender", ["support@example.com", "SUPPORT+x@example.com", "Me <support@EXAMPLE.com>"]
)
@pytest.mark.usefixtures("hears")
@pytest.mark.attack("A27")
async def test_our_own_address_opens_nothing(mail: Mail, desk: DeskState, arrived: Mails, sender: str):
    await taken_in(mail, desk.id, a_mail(sender=sender))
    assert [(each["state"], each["reason"]) for each in await arrived(1)] == [("discarded", "own_address")]
    assert await mail.said(MailTicketRequested) == []


@pytest.mark.usefixtures("hears")
@pytest.mark.attack("A27", "A28")
async def test_a_sender_is_acknowledged_once_a_day_in_the_thread_of_their_mail(
    mail: Mail, sink: Sink, desk: DeskState
):
    for number in range(3):
        await taken_in(mail, desk.id, a_mail(f"Question {number}", message_id=f"<q{number}@c>"))
    for wish in await mail.said(MailTicketRequested):
        requester = {"verified": False, "email": wish.requester.email}
        state = a_ticket_state(desk.id, id=wish.ticket_id, title=wish.title, requester=requester)
        await mail.hear(ticket_created(state, channel="email"))
    await mail.send()
    (sent,) = sink.mails
    assert (sent["In-Reply-To"], sent["References"]) == ("<q0@c>", "<q0@c>")
    body = sent.get_body(("plain",))
    assert body
    assert "Question 0" in body.get_content()
    assert [row.reason for row in await mail.deliveries() if row.reason] == [
        "not sent: one acknowledgement a day to whoever writes mails"
    ] * 2


@pytest.mark.usefixtures("hears")
async def test_a_refused_ticket_goes_back_to_the_mail_inbox(mail: Mail, desk: DeskState, arrived: Mails):
    await taken_in(mail, desk.id, a_mail())
    (wish,) = await mail.said(MailTicketRequested)
    no = TicketRequestRefused(
        request_id=wish.request_id, ticket_id=wish.ticket_id, desk_id=desk.id, reason="desk_inactive"
    )
    foreign = TicketRequestRefused.model_validate(
        no.model_dump(exclude={"event_id"}) | {"request_id": uuid7()}
    )
    await mail.hear(foreign, no)
    (kept,) = await until(lambda: arrived(1))
    assert (kept["state"], kept["reason"], kept["ticket_id"]) == ("unlinked", "desk_inactive", None)
