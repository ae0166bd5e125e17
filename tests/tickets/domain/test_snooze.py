from datetime import UTC, date, datetime, timedelta
from uuid import uuid4

import pytest

from services.tickets.domain.errors import SnoozeInThePast
from services.tickets.domain.snoozing import start_of_day
from shared.contracts.parts import SYSTEM, Status
from shared.contracts.tickets import TicketPublicChanged, TicketSnoozed, TicketWoken
from tests.builders import (
    ANNA,
    NOW,
    RITA,
    TOMORROW,
    YESTERDAY,
    a_snooze,
    a_task_state,
    a_ticket,
    happened,
    words,
)

MOMENT = timedelta(microseconds=1)


def woken(ticket) -> list[TicketWoken]:
    return [event for event in happened(ticket) if isinstance(event, TicketWoken)]


def lapsed(**fields):
    """Asleep until just before now, and nobody has said yet that it is over."""
    return a_ticket(snoozed_until=NOW - MOMENT, **fields)


def test_a_snoozed_ticket_is_asleep_until_its_instant_and_not_at_it():
    ticket = a_ticket()
    ticket.snooze(a_snooze(), ANNA, NOW)
    assert ticket.is_asleep(TOMORROW - MOMENT)
    assert not ticket.is_asleep(TOMORROW)


def test_a_snooze_is_told_with_its_instant_and_an_id_of_its_own():
    ticket = a_ticket()
    ticket.snooze(a_snooze(reason="vendor\n answers", keep_asleep_on_reply=True), ANNA, NOW)
    (event,) = happened(ticket)
    assert isinstance(event, TicketSnoozed)
    assert (event.until, event.snooze_id, event.keep_asleep_on_reply) == (TOMORROW, ticket.snooze_id, True)
    assert (ticket.snooze_reason, ticket.snoozed_by) == ("vendor answers", ANNA.id)


@pytest.mark.parametrize("status", Status)
def test_a_snooze_is_no_status_and_every_status_can_have_one(status: Status):
    ticket = a_ticket(status=status)
    ticket.snooze(a_snooze(), ANNA, NOW)
    assert ticket.status == status
    assert not any(isinstance(event, TicketPublicChanged) for event in happened(ticket))


@pytest.mark.parametrize("until", [NOW, YESTERDAY])
def test_a_snooze_into_the_past_is_refused_and_changes_nothing(until: datetime):
    ticket = a_ticket()
    with pytest.raises(SnoozeInThePast) as no:
        ticket.snooze(a_snooze(until), ANNA, NOW)
    assert (no.value.status, no.value.code) == (422, "snooze_in_the_past")
    assert not ticket.has_changed


def test_a_second_snooze_supersedes_the_first():
    ticket = a_ticket(snoozed_until=TOMORROW)
    first = ticket.snooze_id
    ticket.snooze(a_snooze(TOMORROW + MOMENT), ANNA, NOW)
    gone, begun = happened(ticket)
    assert (gone.snooze_id, gone.reason) == (first, "snoozed_again")
    assert begun.snooze_id == ticket.snooze_id != first


def test_a_superseded_snooze_leaves_one_row_of_history_with_both_instants():
    ticket = a_ticket(snoozed_until=TOMORROW)
    ticket.snooze(a_snooze(TOMORROW + MOMENT), ANNA, NOW)
    (change,) = ticket.pull_changes()
    assert change.kind == "snoozed"
    assert change.old["until"] == TOMORROW.isoformat()
    assert change.new["until"] == (TOMORROW + MOMENT).isoformat()


def test_the_timer_wakes_its_own_snooze():
    ticket = a_ticket(snoozed_until=TOMORROW)
    assert ticket.snooze_id
    ticket.wake(ticket.snooze_id)
    (event,) = woken(ticket)
    assert (event.reason, event.actor) == ("due", SYSTEM)
    assert not ticket.is_asleep(NOW)


def test_a_late_timer_of_an_older_snooze_changes_nothing():
    ticket = a_ticket(snoozed_until=TOMORROW)
    ticket.wake(uuid4())
    assert happened(ticket) == []
    assert ticket.is_asleep(NOW)


def test_a_timer_that_comes_after_the_waking_changes_nothing():
    ticket = a_ticket(snoozed_until=TOMORROW)
    snooze_id = ticket.snooze_id
    assert snooze_id
    ticket.wake_early("agent", ANNA)
    happened(ticket)
    ticket.wake(snooze_id)
    assert happened(ticket) == []


def test_waking_a_ticket_that_is_awake_changes_nothing():
    ticket = a_ticket()
    ticket.wake_early("agent", ANNA)
    assert not ticket.has_changed


def test_the_history_of_a_waking_keeps_the_instant_so_that_it_can_sleep_again():
    ticket = a_ticket(snoozed_until=TOMORROW, snooze_reason="vendor")
    ticket.comment_by_requester(words(), RITA, NOW)
    (change,) = ticket.pull_changes()
    assert (change.kind, change.new, change.actor) == ("woken", "reply", RITA)
    assert (change.old["until"], change.old["reason"]) == (TOMORROW.isoformat(), "vendor")


def test_the_requester_wakes_the_ticket():
    ticket = a_ticket(snoozed_until=TOMORROW)
    ticket.comment_by_requester(words(), RITA, NOW)
    assert [event.reason for event in woken(ticket)] == ["reply"]


def test_a_ticket_told_to_stay_asleep_sleeps_on_but_reopens():
    ticket = a_ticket(snoozed_until=TOMORROW, keep_asleep_on_reply=True, status=Status.WAITING)
    ticket.comment_by_requester(words(), RITA, NOW)
    assert ticket.is_asleep(NOW)
    assert ticket.status == Status.OPEN


def test_an_agents_answer_or_note_does_not_wake():
    ticket = a_ticket(snoozed_until=TOMORROW)
    ticket.comment_by_agent(words(), ANNA, NOW)
    ticket.note(words(), ANNA, NOW)
    assert ticket.is_asleep(NOW)


def test_resolving_ends_the_snooze_so_that_no_timer_outlives_it():
    ticket = a_ticket(snoozed_until=TOMORROW)
    ticket.comment_by_agent(words(), ANNA, NOW, then="resolve")
    assert [event.reason for event in woken(ticket)] == ["agent"]


TOUCHES = {
    "edit": lambda ticket: ticket.edit(ANNA, title="Other"),
    "move": lambda ticket: ticket.move_to(Status.RESOLVED, ANNA, NOW),
    "note": lambda ticket: ticket.note(words(), ANNA, NOW),
    "agent's comment": lambda ticket: ticket.comment_by_agent(words(), ANNA, NOW),
    "requester's comment": lambda ticket: ticket.comment_by_requester(words(), RITA, NOW),
    "link": lambda ticket: ticket.link_task(uuid4(), ANNA),
    "snooze": lambda ticket: ticket.snooze(a_snooze(), ANNA, NOW),
    "being handed out": lambda ticket: ticket.close_lapsed_snooze(NOW),
}


@pytest.mark.parametrize("touch", TOUCHES)
def test_whatever_touches_a_lapsed_snooze_closes_it_as_due(touch: str):
    ticket = lapsed()
    TOUCHES[touch](ticket)
    ticket.settle(NOW)
    assert [(event.reason, event.actor) for event in woken(ticket)] == [("due", SYSTEM)]


def test_a_lapsed_snooze_that_nobody_touches_is_left_to_the_timer():
    ticket = lapsed()
    assert not ticket.settle(NOW)
    assert woken(ticket) == []


def test_a_lapsed_snooze_wakes_even_if_it_was_to_stay_asleep_on_reply():
    ticket = lapsed(keep_asleep_on_reply=True)
    ticket.comment_by_requester(words(), RITA, NOW)
    assert [event.reason for event in woken(ticket)] == ["due"]


def test_a_snooze_that_lasts_is_not_closed_as_lapsed():
    ticket = a_ticket(snoozed_until=NOW + MOMENT)
    ticket.close_lapsed_snooze(NOW)
    assert not ticket.has_changed


@pytest.mark.parametrize(
    ("day", "instant"),
    [
        (date(2026, 3, 28), datetime(2026, 3, 28, 7, tzinfo=UTC)),
        (date(2026, 3, 29), datetime(2026, 3, 29, 6, tzinfo=UTC)),  # the clocks went forward
        (date(2026, 10, 25), datetime(2026, 10, 25, 7, tzinfo=UTC)),  # and back
    ],
)
def test_a_day_alone_begins_at_the_desks_own_hour(day: date, instant: datetime):
    assert start_of_day(day, "Europe/Warsaw") == instant


def test_a_snooze_keeps_the_choice_to_stay_asleep_and_the_next_one_chooses_anew():
    ticket = a_ticket()
    ticket.snooze(a_snooze(keep_asleep_on_reply=True), ANNA, NOW)
    assert ticket.keep_asleep_on_reply
    ticket.snooze(a_snooze(), ANNA, NOW)
    assert not ticket.keep_asleep_on_reply


def test_a_woken_ticket_has_nothing_left_of_its_snooze():
    ticket = a_ticket()
    ticket.snooze(a_snooze(reason="vendor", keep_asleep_on_reply=True), ANNA, NOW)
    ticket.wake_early("agent", ANNA)
    assert (ticket.snoozed_until, ticket.snooze_id, ticket.snoozed_by) == (None, None, None)
    assert (ticket.snooze_reason, ticket.keep_asleep_on_reply) == ("", False)


def test_a_lapsed_snooze_was_due_before_the_task_was_done():
    ticket = lapsed(linked_tasks=1)
    ticket.task_done(a_task_state(), uuid4(), NOW)
    assert [event.reason for event in woken(ticket)] == ["due"]
