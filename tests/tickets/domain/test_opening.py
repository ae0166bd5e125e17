import pytest

from services.tickets.domain.errors import TitleRequired, TitleTooLong
from services.tickets.domain.opening import check_may_open, reason_to_refuse, refused
from services.tickets.domain.ticket import Ticket
from shared.contracts.parts import Actor, Priority, Status
from shared.contracts.tickets import TicketCreated
from shared.errors import DeskInactive
from tests.builders import ANNA, NOW, RITA, a_category, a_desk, a_requester, an_inquiry, happened

EMPTY = ["", "   ", "\n\t ", "\x00\x00", "\u200b\u200b", "\ud800"]


def opened(by: Actor = RITA, **fields) -> Ticket:
    return Ticket.open(an_inquiry(**fields), number="T-007", by=by, now=NOW)


def test_an_inquiry_becomes_an_open_ticket_of_normal_priority():
    ticket = opened()
    assert (ticket.number, ticket.status, ticket.priority) == ("T-007", Status.OPEN, Priority.NORMAL)
    assert not ticket.is_assigned


def test_a_new_ticket_says_all_that_the_widget_and_the_mail_need():
    category = a_category()
    ticket = opened(category=category, priority=Priority.HIGH)
    ticket.settle(NOW)
    (event,) = happened(ticket)
    assert isinstance(event, TicketCreated)
    assert (event.ticket.version, event.ticket.category, event.ticket.priority) == (1, category, "high")
    assert event.ticket.requester == a_requester()
    assert (event.public_token, event.channel, event.actor) == ("secret-token", "widget", RITA)


def test_what_is_set_while_opening_is_told_by_the_creation_alone():
    ticket = opened(by=ANNA)
    ticket.prioritize(Priority.URGENT, ANNA)
    (event,) = happened(ticket)
    assert isinstance(event, TicketCreated)
    assert event.ticket.priority == Priority.URGENT


def test_the_history_begins_with_the_creation():
    (change,) = opened().pull_changes()
    assert (change.kind, change.new, change.actor) == ("created", "T-007", RITA)


@pytest.mark.parametrize("title", EMPTY)
def test_without_a_title_there_is_no_ticket(title: str):
    with pytest.raises(TitleRequired) as no:
        opened(title=title)
    assert (no.value.status, no.value.code) == (422, "title_required")
    assert no.value.errors[0]["field"] == "title"


def test_a_title_has_at_most_300_characters():
    assert len(opened(title="x" * 300).title) == 300
    with pytest.raises(TitleTooLong):
        opened(title="x" * 301)


def test_a_title_is_one_line_without_control_characters():
    assert opened(title="  Printer\r\nBcc: all\x00\x1b  \t on fire ").title == "Printer Bcc: all on fire"


def test_a_body_keeps_its_lines_but_no_control_characters():
    assert opened(body="one\r\n\ttwo\x00\x07\rthree\ud83d\n\n").body == "one\n\ttwo\nthree"


def test_an_inactive_desk_takes_no_new_tickets():
    desk = a_desk(active=False)
    assert reason_to_refuse(desk, "Printer") == "desk_inactive"
    with pytest.raises(DeskInactive):
        check_may_open(desk, "Printer")


def test_an_active_desk_takes_what_has_a_title():
    assert reason_to_refuse(a_desk(), "Printer") is None
    assert reason_to_refuse(a_desk(), " ") == "title_required"


def test_a_refusal_answers_the_very_request():
    inquiry = an_inquiry()
    event = refused(inquiry.ticket_id, inquiry.ticket_id, inquiry.desk_id, "desk_inactive")
    assert (event.ticket_id, event.reason) == (inquiry.ticket_id, "desk_inactive")
