from uuid import uuid4

from shared.contracts.parts import SYSTEM, Status
from shared.contracts.tickets import TicketLinkedToTask, TicketUnlinkedFromTask, TicketWoken
from tests.builders import ANNA, NOW, TOMORROW, a_task_state, a_ticket, happened, words


def test_a_ticket_can_follow_several_tasks():
    ticket, first, second = a_ticket(), uuid4(), uuid4()
    ticket.link_task(first, ANNA)
    ticket.link_task(second, ANNA)
    ticket.unlink_task(first, ANNA)
    assert ticket.has_linked_tasks
    events = happened(ticket)
    assert [(type(event), event.task_id) for event in events] == [
        (TicketLinkedToTask, first),
        (TicketLinkedToTask, second),
        (TicketUnlinkedFromTask, first),
    ]


def test_a_ticket_without_its_last_task_is_not_followed_any_more():
    ticket = a_ticket(linked_tasks=1)
    ticket.unlink_task(uuid4(), ANNA)
    assert not ticket.has_linked_tasks


def test_a_task_that_is_done_wakes_the_ticket_leaves_a_note_and_the_customer_to_be_told():
    ticket = a_ticket(linked_tasks=1, snoozed_until=TOMORROW, keep_asleep_on_reply=True)
    note = ticket.task_done(a_task_state(title="Fix the printer"), uuid4(), NOW)
    assert note.body == "Task “Fix the printer” is done."
    assert note.author_kind == "system"
    assert ticket.tell_customer
    event, told = happened(ticket)
    assert isinstance(event, TicketWoken)
    assert event.reason == "task_done"
    assert (told.name, told.actor) == ("note.added.v1", SYSTEM)


def test_a_done_task_leaves_the_status_alone():
    ticket = a_ticket(linked_tasks=1, status=Status.WAITING)
    ticket.task_done(a_task_state(), uuid4(), NOW)
    assert ticket.status == Status.WAITING
    assert [change.kind for change in ticket.pull_changes()] == ["task_done"]


def test_an_agents_answer_tells_the_customer():
    ticket = a_ticket(tell_customer=True)
    ticket.comment_by_agent(words(), ANNA, NOW)
    assert not ticket.tell_customer


def test_a_reopened_task_brings_the_ticket_back_with_a_note():
    ticket = a_ticket(linked_tasks=1, tell_customer=True, snoozed_until=TOMORROW)
    note = ticket.task_reopened(a_task_state(status="todo"), uuid4(), NOW)
    assert "open again" in note.body
    assert not ticket.tell_customer
    assert not ticket.is_asleep(NOW)


def test_the_customer_is_still_to_be_told_of_another_task_that_is_done():
    ticket = a_ticket(linked_tasks=2, tell_customer=True)
    ticket.task_reopened(a_task_state(status="todo"), uuid4(), NOW, others_done=True)
    assert ticket.tell_customer


def test_a_deleted_task_loses_its_link():
    ticket = a_ticket(linked_tasks=1)
    note = ticket.task_deleted(a_task_state(), uuid4(), NOW)
    assert "was deleted" in note.body
    assert not ticket.has_linked_tasks


def test_every_link_and_every_news_of_a_task_has_its_row_of_history():
    ticket, task = a_ticket(), a_task_state()
    ticket.link_task(task.id, ANNA)
    ticket.task_reopened(task, uuid4(), NOW)
    ticket.unlink_task(task.id, ANNA)
    assert [(change.kind, change.old, change.new) for change in ticket.pull_changes()] == [
        ("linked_task", None, str(task.id)),
        ("task_reopened", None, str(task.id)),
        ("unlinked_task", str(task.id), None),
    ]
