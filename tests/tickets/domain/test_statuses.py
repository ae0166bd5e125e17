from itertools import product

import pytest

from services.tickets.domain.conversing import Then
from services.tickets.domain.reopening import Happening
from shared.contracts.parts import Channel, Status
from shared.contracts.tickets import CommentAdded, LinkedTicketChanged, NoteAdded, TicketPublicChanged
from tests.builders import ANNA, NOW, RITA, TOMORROW, YESTERDAY, a_ticket, happened, words

OPEN, IN_PROGRESS, WAITING, RESOLVED = Status
PAIRS = list(product(Status, Status, Channel))

# from:                 open         in progress   waiting   resolved
AFTER_A_COMMENT: dict[tuple[str, Then | None], tuple[Status, ...]] = {
    ("requester", None): (OPEN, IN_PROGRESS, OPEN, OPEN),
    ("agent", None): (OPEN, IN_PROGRESS, WAITING, OPEN),
    ("agent", "wait"): (WAITING, WAITING, WAITING, WAITING),
    ("agent", "resolve"): (RESOLVED, RESOLVED, RESOLVED, RESOLVED),
}
COMMENTS = [
    (author, then, before, after, channel)
    for (author, then), row in AFTER_A_COMMENT.items()
    for before, after in zip(Status, row, strict=True)
    for channel in Channel
]


def names(ticket) -> list[type]:
    return [type(event) for event in happened(ticket)]


@pytest.mark.parametrize(("before", "after", "channel"), PAIRS)
def test_an_agent_may_move_a_ticket_from_any_status_to_any_other(before, after, channel):
    ticket = a_ticket(status=before, channel=channel)
    ticket.move_to(after, ANNA, NOW)
    assert ticket.status == after
    assert names(ticket) == ([] if before == after else [TicketPublicChanged])
    assert len(ticket.pull_changes()) == (before != after)


@pytest.mark.parametrize(("author", "then", "before", "after", "channel"), COMMENTS)
def test_a_comment_moves_the_ticket_by_one_table_for_all_channels(author, then, before, after, channel):
    ticket = a_ticket(status=before, channel=channel)
    if author == "agent":
        ticket.comment_by_agent(words(), ANNA, NOW, then=then)
    else:
        ticket.comment_by_requester(words(), RITA, NOW)
    assert ticket.status == after
    assert names(ticket) == ([CommentAdded] if before == after else [CommentAdded, TicketPublicChanged])


@pytest.mark.parametrize("channel", Channel)
@pytest.mark.parametrize(
    ("happening", "row"),
    [
        (Happening.REQUESTER_SAID_SOLVED, (RESOLVED, RESOLVED, RESOLVED, RESOLVED)),
        (Happening.REQUESTER_REOPENED, (OPEN, IN_PROGRESS, WAITING, OPEN)),
    ],
)
def test_what_a_requester_says_of_the_status_moves_the_ticket_by_the_same_table(happening, row, channel):
    for before, after in zip(Status, row, strict=True):
        ticket = a_ticket(status=before, channel=channel)
        ticket.move_after(happening, RITA, NOW)
        assert ticket.status == after
        assert [change.actor for change in ticket.pull_changes()] == [RITA] * (before != after)


def test_a_ticket_that_its_requester_calls_solved_sleeps_no_longer():
    ticket = a_ticket(snoozed_until=TOMORROW)
    ticket.move_after(Happening.REQUESTER_SAID_SOLVED, RITA, NOW)
    assert (ticket.status, ticket.snooze_id) == (RESOLVED, None)


def test_words_that_are_not_the_last_move_and_wake_nothing():
    ticket = a_ticket(status=RESOLVED)
    ticket.comment_by_requester(words(), RITA, NOW, is_last_word=False)
    assert ticket.status == RESOLVED
    assert names(ticket) == [CommentAdded]


@pytest.mark.parametrize("status", Status)
def test_a_note_moves_nothing_and_tells_nobody_outside(status: Status):
    ticket = a_ticket(status=status)
    ticket.note(words("He is a friend of the boss"), ANNA, NOW)
    assert ticket.status == status
    assert ticket.settle(NOW)
    assert names(ticket) == [NoteAdded]


@pytest.mark.parametrize(
    ("before", "after"), list(zip(Status, (OPEN, IN_PROGRESS, OPEN, OPEN), strict=True)), ids=str
)
def test_an_undelivered_mail_brings_a_quiet_ticket_back(before: Status, after: Status):
    ticket = a_ticket(status=before)
    ticket.delivery_failed(None, "rita@example.com", "550 no such user", NOW)
    assert (ticket.status, ticket.undelivered) == (after, True)
    change = ticket.pull_changes()[0]
    assert (change.kind, change.new["reason"]) == ("delivery_failed", "550 no such user")


def test_a_ticket_says_that_a_mail_did_not_arrive_until_an_agent_answers_again():
    ticket = a_ticket(undelivered=True)
    ticket.note(words("I called her"), ANNA, NOW)
    ticket.comment_by_requester(words(), RITA, NOW)
    assert ticket.undelivered
    ticket.comment_by_agent(words(), ANNA, NOW)
    assert not ticket.undelivered


def test_the_assignee_survives_a_reopening():
    ticket = a_ticket(status=RESOLVED, assignee_kind="agent", assignee_id=ANNA.id)
    ticket.comment_by_requester(words(), RITA, NOW)
    assert (ticket.status, ticket.assignee_id) == (OPEN, ANNA.id)


def test_a_ticket_remembers_when_it_was_resolved_until_it_reopens():
    ticket = a_ticket()
    ticket.move_to(RESOLVED, ANNA, NOW)
    assert ticket.is_resolved
    assert ticket.resolved_at == NOW
    ticket.comment_by_requester(words(), RITA, NOW)
    assert ticket.resolved_at is None


def test_resolving_again_keeps_the_first_instant():
    ticket = a_ticket(status=RESOLVED)
    ticket.move_to(RESOLVED, ANNA, NOW)
    assert ticket.resolved_at == YESTERDAY


def test_the_events_show_the_ticket_after_everything_in_the_unit_of_work():
    ticket = a_ticket(status=WAITING)
    version = ticket.version
    ticket.comment_by_requester(words(), RITA, NOW)
    ticket.edit(ANNA, title="Printer still on fire")
    ticket.settle(NOW)
    events = happened(ticket)
    assert {event.ticket.title for event in events} == {"Printer still on fire"}
    assert {event.ticket.status for event in events} == {OPEN}
    assert {event.ticket.version for event in events} == {version + 1}


def test_a_ticket_with_tasks_tells_the_organization_too():
    ticket = a_ticket(linked_tasks=1)
    ticket.move_to(RESOLVED, ANNA, NOW)
    ticket.edit(ANNA, title="Fixed")
    assert names(ticket) == [TicketPublicChanged, LinkedTicketChanged]


def test_the_history_says_who_moved_the_ticket_from_where_to_where():
    ticket = a_ticket(status=WAITING)
    ticket.comment_by_requester(words(), RITA, NOW)
    (change,) = ticket.pull_changes()
    assert (change.kind, change.old, change.new, change.actor) == ("status", "waiting", "open", RITA)
