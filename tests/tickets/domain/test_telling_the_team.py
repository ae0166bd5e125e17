"""What the team is told of a ticket: who is responsible, and what was written for the team alone."""

from uuid import uuid4

from services.tickets.domain.assignment import Assignee
from services.tickets.domain.ticket import Ticket
from shared.contracts.parts import SYSTEM
from shared.contracts.tickets import CommentAdded, NoteAdded, TicketAssigned, TicketCreated, TicketWoken
from shared.markup import VERSION
from tests.builders import ANNA, NOW, RITA, TOMORROW, a_ticket, an_inquiry, words

BEA, GROUP = Assignee("agent", uuid4()), Assignee("group", uuid4())


def settled(ticket: Ticket) -> list:
    ticket.settle(NOW)
    ticket.pull_changes()
    return ticket.pull_events(NOW)


def test_it_is_told_who_is_responsible_and_when_nobody_is():
    ticket = a_ticket()
    ticket.assign(GROUP, ANNA)
    (told,) = settled(ticket)
    assert isinstance(told, TicketAssigned)
    assert told.assignee is not None
    assert (told.assignee.kind, told.assignee.id, told.actor, told.is_news) == (*_of(GROUP), ANNA, True)
    assert told.ticket.version == ticket.assigned_in == ticket.version
    ticket.unassign(ANNA)
    (told,) = settled(ticket)
    assert (told.assignee, told.ticket.version) == (None, ticket.assigned_in)


def test_whatever_somebody_wrote_is_told_with_its_html_and_the_rules_that_made_it():
    said = words("*Yes*", body_html="<p><em>Yes</em></p>")
    ticket = Ticket.open(an_inquiry(body=said.body, body_html=said.body_html), "T-001", RITA, NOW)
    comment, note = ticket.comment_by_agent(said, ANNA, NOW), ticket.note(words("*Yes*"), ANNA, NOW)
    begun, commented, noted = settled(ticket)
    assert (commented.comment_id, noted.comment_id) == (comment.id, note.id)
    assert [(each.body, each.body_html, each.markup_version) for each in (begun, commented, noted)] == [
        ("*Yes*", "<p><em>Yes</em></p>", VERSION),
        ("*Yes*", "<p><em>Yes</em></p>", VERSION),
        ("*Yes*", "", VERSION),
    ]


def test_of_several_hands_in_one_go_the_last_is_told():
    ticket = a_ticket()
    ticket.assign(BEA, ANNA)
    ticket.assign(GROUP, ANNA)
    (told,) = settled(ticket)
    assert (told.assignee.kind, told.assignee.id) == _of(GROUP)


def test_a_ticket_that_begins_with_somebody_says_so():
    ticket = Ticket.open(an_inquiry(), "T-001", RITA, NOW)
    ticket.assign(BEA, ANNA)
    assert [type(each) for each in settled(ticket)] == [TicketCreated, TicketAssigned]


def test_what_follows_says_since_when_somebody_is_responsible():
    ticket = a_ticket()
    ticket.assign(BEA, ANNA)
    since = settled(ticket)[0].ticket.version
    ticket.note(words("Careful"), ANNA, NOW)
    ticket.comment_by_requester(words("Well?"), RITA, NOW)
    note, comment = settled(ticket)
    assert (type(note), type(comment)) == (NoteAdded, CommentAdded)
    assert note.assigned_in == comment.assigned_in == since < note.ticket.version


def test_whoever_was_responsible_before_this_was_told_is_told_with_the_next_news_and_is_no_news():
    ticket = a_ticket(assignee_kind=BEA.kind, assignee_id=BEA.id, snoozed_until=TOMORROW)
    ticket.assigned_in = 0  # as of the version before
    ticket.wake_early("agent", ANNA)
    woken, told = settled(ticket)
    assert (type(woken), told.assignee.id, told.is_news, told.actor) == (TicketWoken, BEA.id, False, SYSTEM)
    assert woken.assigned_in == told.ticket.version
    ticket.note(words(), ANNA, NOW)
    assert [type(each) for each in settled(ticket)] == [NoteAdded]


def test_nothing_is_told_while_nothing_happens():
    ticket = a_ticket(assignee_kind=BEA.kind, assignee_id=BEA.id)
    ticket.assigned_in = 0
    assert settled(ticket) == []


def test_a_note_says_who_wrote_it_and_whether_that_was_a_machine():
    ticket = a_ticket()
    ticket.note(words("He is a friend of the boss"), ANNA, NOW)
    ticket.answer_of_a_machine(words("I am away"), RITA, "auto-submitted: auto-replied", NOW)
    first, second = settled(ticket)
    assert (first.body, first.actor, first.automatic) == ("He is a friend of the boss", ANNA, "")
    assert second.automatic == "auto-submitted: auto-replied"


def _of(assignee: Assignee) -> tuple[str, object]:
    return assignee.kind, assignee.id
