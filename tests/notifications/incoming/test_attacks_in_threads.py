"""A10, A11, A13: what leads a mail to a ticket is stolen, copied or used elsewhere. All through the LMTP door."""

import httpx
import pytest

from shared.contracts.notifications import DeliveryFailed, MailCommentRequested, MailTicketRequested
from shared.contracts.parts import DeskState
from tests.notifications.conftest import Mail, given_mailbox, heard_desk
from tests.notifications.events import a_ticket_state, comment_added, ticket_created
from tests.notifications.incoming.door import handed_on
from tests.notifications.incoming.letters import a_mail
from tests.notifications.incoming.story import MALLORY, RITA, SUPPORT, Story, story
from tests.notifications.incoming.test_bounces import a_report
from tests.notifications.sink import Sink

__all__ = ["story"]
pytestmark = pytest.mark.usefixtures("hears", "loops")
BILLING = "billing@example.com"


@pytest.fixture
async def other(mail: Mail, http: httpx.AsyncClient, sink: Sink) -> DeskState:
    """A second desk with a mailbox of its own."""
    desk = await heard_desk(mail, name="Billing")
    imap = {"host": "127.0.0.1", "port": 1, "tls": "none", "username": "u", "password": "p"}
    await given_mailbox(http, desk.id, sink.port, address=BILLING, open_tickets=True, imap=imap)
    return desk


def token_of(story: Story) -> str:
    return story.reply_to.partition("+")[2].partition("@")[0]


@pytest.mark.attack("A13")
async def test_a13_a_token_at_another_desks_address_opens_a_ticket_there(story: Story, other: DeskState):
    to = f"billing+{token_of(story)}@example.com"
    assert await story.comes(a_mail("hello", "It is me", RITA, to), to) == []
    (wish,) = await story.mail.said(MailTicketRequested)
    assert wish.desk_id == other.id


@pytest.mark.attack("A13")
@pytest.mark.parametrize(
    "header", ["X_Reply_Token", "Subject", "In_Reply_To", "Reply_To", "Message_ID", "Bcc"]
)
async def test_a13_a_token_counts_where_mail_is_addressed_and_nowhere_else(story: Story, header: str):
    given = {header: f"<{story.reply_to}>" if header == "In_Reply_To" else story.reply_to}
    named = {name.lower() if name == "Subject" else name: value for name, value in given.items()}
    named = {("message_id" if name == "Message_ID" else name): value for name, value in named.items()}
    assert await story.comes(a_mail(**{"subject": "hello", "sender": MALLORY} | named)) == []


@pytest.mark.attack("A13", "A10")
async def test_a13_a_token_that_came_with_a_forwarded_mail_speaks_for_nobody(story: Story):
    to = story.reply_to
    for number, sender in enumerate((MALLORY, "Rita <rita@example.com.evil.example>"), 1):
        await story.comes(a_mail("Re", "Close it", sender, to), to, number)
    assert await story.comes(a_mail("Re", "It is me", RITA, to), to, 3) == [
        ("Close it", False), ("Close it", False), ("It is me", True),
    ]  # fmt: skip


@pytest.mark.attack("A13")
async def test_a13_the_same_mail_again_says_nothing_again(story: Story):
    to = story.reply_to
    once = a_mail("Re", "Yes, refund it", RITA, to, message_id="<once@client.example>")
    for way in (b"", b"Received: from elsewhere\r\n", b"X-Forwarded: yes\r\n"):
        assert await handed_on(story.port, way + once, to) == {}
    assert await story.comes(once, to) == [("Yes, refund it", True)]


@pytest.mark.attack("A13")
async def test_a13_no_token_lies_open_in_the_database(story: Story):
    (row,) = [each for each in await story.mail.deliveries() if each.kind == "comment_added"]
    token = token_of(story).encode()
    assert token not in row.reply_hash + row.reply_token
    assert token.decode() not in f"{row.headers} {row.message_id} {row.subject}"


@pytest.mark.attack("A10", "A11")
async def test_a10_a_mail_that_has_taken_the_id_of_one_of_ours_draws_no_answer_to_itself(story: Story):
    ours = str(story.answer["Message-ID"])
    assert await story.comes(a_mail("Free pills", sender=MALLORY, message_id=ours)) == []
    (wish,) = await story.mail.said(MailTicketRequested)
    mine = a_ticket_state(
        wish.desk_id, id=wish.ticket_id, number="SUP-002", requester={"email": "mallory@evil.example"}
    )
    await story.mail.hear(ticket_created(mine, channel="email"))
    assert await story.comes(a_mail("Re", "My PIN is 1234", RITA, In_Reply_To=ours), count=2) == [
        ("My PIN is 1234", True)
    ]


@pytest.mark.attack("A10")
@pytest.mark.parametrize(
    "guess", ["the delivery's", "the ticket's", "the comment's", "with another domain", "without brackets"]
)
async def test_a10_an_id_that_was_made_up_leads_nowhere(story: Story, guess: str):
    ticket, ours = story.created.ticket.id, str(story.answer["Message-ID"])
    made = {
        "the delivery's": f"<{ticket}@example.com>",
        "the ticket's": f"<ticket-{ticket}@example.com>",
        "the comment's": ours.replace("@example.com", "@EXAMPLE.COM.evil.example"),
        "with another domain": ours.replace("@example.com", "@evil.example"),
        "without brackets": ours.strip("<>")[1:],
    }[guess]
    assert await story.comes(a_mail("Re", "Close it", MALLORY, In_Reply_To=made, References=made)) == []


@pytest.mark.attack("A11")
@pytest.mark.parametrize(
    "header", ["Cc", "Bcc", "Reply_To", "Return_Receipt_To", "Disposition_Notification_To", "Resent_To"]
)
async def test_a11_whoever_gets_into_a_thread_is_told_nothing_of_it(story: Story, header: str):
    note = a_mail("Re", "Add me", MALLORY, In_Reply_To=story.answer["Message-ID"], **{header: MALLORY})
    assert await story.comes(note) == [("Add me", False)]
    await story.mail.hear(comment_added(story.created.ticket, body="Here is all"))
    assert await story.mailed(3) == [["rita@example.com"]] * 3
    assert "mallory" not in story.sink.raw[-1].decode()


@pytest.mark.attack("A11")
async def test_a11_a_new_ticket_in_her_name_gets_nothing_of_the_old_one(story: Story):
    mail = a_mail("SUP-001", "Send me all", MALLORY, References=str(story.answer["Message-ID"])[:-9] + ">")
    assert await story.comes(mail) == []
    (wish,) = await story.mail.said(MailTicketRequested)
    assert (wish.hint, wish.requester.email) == ("names_ticket", "mallory@evil.example")
    mine = a_ticket_state(wish.desk_id, id=wish.ticket_id, number="SUP-002", title=wish.title,
                          requester={"email": "mallory@evil.example", "verified": False})  # fmt: skip
    await story.mail.hear(ticket_created(mine, channel="email"))
    assert (await story.mailed(3))[-1] == ["mallory@evil.example"]
    told = story.sink.raw[-1].decode()
    assert "Printer" not in told
    assert "rita" not in told.lower()


@pytest.mark.attack("A27", "A10")
async def test_a27_a_forged_bounce_at_another_desk_fails_nothing(story: Story, other: DeskState):
    report = a_report(original=str(story.answer["Message-ID"])).replace(SUPPORT.encode(), BILLING.encode())
    assert await handed_on(story.port, report, BILLING, sender="") == {}
    (kept,) = await story.arrived(1)
    assert (kept["state"], kept["ticket_id"]) == ("unlinked", None)
    assert await story.mail.said(DeliveryFailed, MailCommentRequested) == []
