"""A27, A28: machines that answer machines, and mails that make us write to somebody who asked for nothing."""

from collections.abc import Awaitable, Callable
from email.message import EmailMessage
from email.utils import parseaddr

import httpx
import pytest

from shared.contracts.notifications import MailCommentRequested, MailTicketRequested
from shared.contracts.parts import DeskState
from tests.notifications.conftest import Mail, given_mailbox, heard_desk
from tests.notifications.events import a_ticket_state, ticket_created
from tests.notifications.incoming.conftest import Mails
from tests.notifications.incoming.door import handed_on
from tests.notifications.incoming.letters import a_mail
from tests.notifications.incoming.story import MALLORY, SUPPORT, Story, story
from tests.notifications.incoming.test_bounces import a_report
from tests.notifications.sink import Sink
from tests.waiting import until

__all__ = ["story"]
pytestmark = pytest.mark.usefixtures("hears", "loops")
BILLING = "billing@example.com"
Opened = Callable[[int], Awaitable[list[EmailMessage]]]


@pytest.fixture
async def billing(mail: Mail, http: httpx.AsyncClient, sink: Sink) -> DeskState:
    desk = await heard_desk(mail, name="Billing")
    await given_mailbox(http, desk.id, sink.port, address=BILLING, open_tickets=True)
    return desk


@pytest.fixture
def opened(mail: Mail, sink: Sink, arrived: Mails) -> Opened:
    """Let so many mails be read, let what they wish for be opened, and answer what is mailed to anybody then."""

    async def open_all(count: int) -> list[EmailMessage]:
        await arrived(count)
        wishes = await mail.said(MailTicketRequested)
        for number, wish in enumerate(wishes, 1):
            who = {"email": wish.requester.email, "name": wish.requester.name, "verified": False}
            state = a_ticket_state(
                wish.desk_id, id=wish.ticket_id, title=wish.title, number=f"N-{number}", requester=who
            )
            await mail.hear(ticket_created(state, body=wish.body, channel="email"))

        async def is_quiet() -> bool:
            return not {"queued", "sending"} & set(await mail.states())

        await until(is_quiet)
        return sink.mails

    return open_all


async def hand_on(port: int, count: int, victim: str, to: str = SUPPORT, **given: str) -> None:
    for number in range(count):
        words = {"subject": f"Buy at https://evil.example {number}", "body": "Cheap pills"} | given
        mail = a_mail(sender=f'"Cheap pills" <{victim.format(number)}>', to=to, **words)
        assert await handed_on(port, mail, to, sender="x@evil.example") == {}


@pytest.mark.attack("A28")
@pytest.mark.parametrize(
    "victim", ["victim@target.example", "victim+{}@target.example", "VICTIM@Target.example"]
)
async def test_a28_a_spoofed_writer_is_acknowledged_once_a_day(lmtp_port: int, opened: Opened, victim: str):
    await hand_on(lmtp_port, 4, victim, body="It burns where you are")
    (sent,) = await opened(4)
    # The subject is the thread's and the name the writer's; nothing else that they wrote goes on.
    assert "It burns where you are" not in sent.as_string()


@pytest.mark.attack("A28")
async def test_a28_whose_address_was_forged_gets_nothing(lmtp_port: int, opened: Opened):
    forged = {"Authentication_Results": "mx.example.com; dmarc=fail header.from=target.example"}
    await hand_on(lmtp_port, 2, "victim@target.example", **forged)
    assert await opened(2) == []


@pytest.mark.attack("A28")
async def test_a28_each_desk_acknowledges_a_writer_once_a_day(
    lmtp_port: int, opened: Opened, billing: DeskState
):
    for _ in range(2):
        await hand_on(lmtp_port, 1, "victim@target.example")
        await hand_on(lmtp_port, 1, "victim@target.example", BILLING)
    senders = sorted(parseaddr(str(each["From"]))[1] for each in await opened(4))
    assert senders == [BILLING, SUPPORT]


@pytest.mark.attack("A28")
async def test_a28_a_desks_own_words_are_for_those_who_proved_their_address(
    mail: Mail, http: httpx.AsyncClient, desk: DeskState, sink: Sink, opened: Opened
):
    own = {
        "subject": "{{ticket_title}}: received",
        "body": "Hello {{requester_name}}, about {{ticket_title}} at {{desk_name}}",
    }
    answer = await http.put(f"/api/mail/desks/{desk.id}/templates/ticket_created", json=own)
    assert answer.status_code == 200, answer.text
    who = {"email": "victim@target.example", "name": "Cheap pills", "verified": False}
    for number in ("F-1", "F-2"):
        await mail.hear(ticket_created(a_ticket_state(desk.id, title="Pills", number=number, requester=who)))
    (sent,) = await opened(0)
    assert "pills" not in sent.as_string().lower()


@pytest.mark.attack("A28")
async def test_a28_whoever_is_named_in_another_header_gets_nothing(lmtp_port: int, opened: Opened):
    named = dict.fromkeys(("Reply_To", "Cc", "Return_Path", "Sender", "Errors_To"), "victim@target.example")
    await hand_on(lmtp_port, 1, "mallory@evil.example", **named)
    (sent,) = await opened(1)
    assert "target.example" not in sent.as_string()


@pytest.mark.attack("A28", "A27")
async def test_a28_more_than_an_hours_tickets_wait_for_a_person(mail: Mail, lmtp_port: int, arrived: Mails):
    await hand_on(lmtp_port, 23, "victim@target.example")
    reasons = [each["reason"] for each in await arrived(23)]
    assert reasons.count("too_many_from_sender") == 3
    assert len(await mail.said(MailTicketRequested)) == 20


MACHINES = {
    "an autoresponder": {"Auto_Submitted": "auto-replied"},
    "one that only says no answer": {"X_Auto_Response_Suppress": "All", "Auto_Submitted": "auto-generated"},
    "a list": {"List_Id": "<news.example.com>", "Precedence": "list"},
    "bulk": {"Precedence": "bulk"},
    "a vacation without marks": {"subject": "Automatic reply: Printer on fire"},
    "a Polish one without marks": {"subject": "Odpowiedź automatyczna: Printer"},
    "another ticket system": {"X_Autoreply": "yes", "subject": "[#117904] Ticket received - 286614"},
    "a daemon": {"sender": "Mail System <MAILER-DAEMON@mx.example>"},
    "nobody": {"sender": "no-reply@shop.example"},
}


@pytest.mark.attack("A27")
@pytest.mark.parametrize("machine", MACHINES)
async def test_a27_no_machine_is_answered(lmtp_port: int, opened: Opened, machine: str):
    assert await handed_on(lmtp_port, a_mail(**MACHINES[machine]), SUPPORT) == {}
    assert await opened(1) == []


@pytest.mark.attack("A27")
@pytest.mark.parametrize("mark", ["the sender", "a tag", "capitals", "the other desk"])
async def test_a27_two_desks_of_ours_do_not_talk(
    mail: Mail, lmtp_port: int, opened: Opened, billing: DeskState, mark: str
):
    sender = {"the sender": SUPPORT, "a tag": "support+x@example.com", "capitals": "SUPPORT@EXAMPLE.COM"}.get(
        mark, BILLING
    )
    assert await handed_on(lmtp_port, a_mail(sender=sender, to=SUPPORT), SUPPORT, sender=sender) == {}
    assert await opened(1) == []
    assert await mail.said(MailTicketRequested, MailCommentRequested) == []


@pytest.mark.attack("A27")
@pytest.mark.parametrize("sender", ["", "MAILER-DAEMON@mx.example.net"])
async def test_a27_a_bounce_of_a_bounce_ends_there(lmtp_port: int, opened: Opened, sender: str):
    report = a_report(recipient="mailer-daemon@elsewhere.example", original="<none@elsewhere.example>")
    for number in range(3):
        assert (
            await handed_on(lmtp_port, report.replace(b"bounce@", b"b%d@" % number), SUPPORT, sender=sender)
            == {}
        )
    assert await opened(3) == []


@pytest.mark.attack("A27")
async def test_a27_a_responder_that_marks_nothing_is_answered_once_however_long_it_goes_on(
    story: Story, opened: Opened
):
    """Another helpdesk that answers each mail of ours by a new one, in a thread of ours or in none."""
    for number in range(1, 9):
        thread = {"In_Reply_To": str(story.sink.mails[-1]["Message-ID"])} if number % 2 else {}
        mail = a_mail(f"Ticket received [#{number}]", "We got it", "Desk <desk@other.example>", **thread)
        assert await handed_on(story.port, mail, SUPPORT) == {}
        await opened(number)
    assert len([each for each in story.sink.mails if each["To"] == "desk@other.example"]) == 1


@pytest.mark.attack("A27")
async def test_a27_what_we_send_by_ourselves_says_so_and_asks_for_no_answer(
    lmtp_port: int, opened: Opened, story: Story
):
    assert await handed_on(lmtp_port, a_mail(sender=MALLORY), SUPPORT) == {}
    sent = (await opened(1))[-1]
    assert (sent["Auto-Submitted"], sent["X-Auto-Response-Suppress"]) == ("auto-generated", "All")
    assert story.answer["Auto-Submitted"] is None
