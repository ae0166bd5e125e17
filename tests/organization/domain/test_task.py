from itertools import product
from uuid import uuid4

import pytest

from services.organization.domain.errors import FieldRefused, TaskGone
from services.organization.domain.task import Task, TaskStatus
from shared.contracts import organization as told
from tests.builders import ANNA, NOW, a_task, happened


def expected(before: TaskStatus, after: TaskStatus) -> list[type]:
    if before == after:
        return []
    if after == TaskStatus.DONE:
        return [told.TaskCompleted]
    return [told.TaskReopened if before == TaskStatus.DONE else told.TaskChanged]


@pytest.mark.parametrize(("before", "after"), list(product(TaskStatus, TaskStatus)))
def test_a_change_of_status_is_told_by_exactly_one_event(before: TaskStatus, after: TaskStatus):
    task = a_task(status=before)
    task.edit(ANNA, status=after)
    assert task.is_done is (after == TaskStatus.DONE)
    assert [type(event) for event in happened(task)] == expected(before, after)


def test_what_else_changes_with_the_completion_is_told_by_it():
    task = a_task()
    task.edit(ANNA, status=TaskStatus.DONE, title="Fixed", responsible="Ola")
    (event,) = happened(task)
    assert isinstance(event, told.TaskCompleted)
    assert (event.task.title, event.task.responsible, event.actor) == ("Fixed", "Ola", ANNA)


def test_a_new_task_is_told_once_whatever_is_set_on_it():
    task = Task.create(uuid4(), " Fix\n it ", ANNA, description="a\r\nb", responsible=" Printers ")
    task.edit(ANNA, title="Fix it soon")
    task.settle(NOW)
    (event,) = happened(task)
    assert isinstance(event, told.TaskCreated)
    assert (event.task.title, event.task.status, event.task.version) == ("Fix it soon", "todo", 1)
    assert (task.description, task.responsible) == ("a\nb", "Printers")


def test_a_description_is_nobody_elses_business():
    task = a_task()
    task.edit(ANNA, description="More")
    assert task.settle(NOW)
    assert happened(task) == []


def test_setting_what_is_already_so_is_no_change():
    task = a_task()
    task.edit(ANNA, title=f" {task.title}", status=TaskStatus.TODO)
    assert not task.has_changed


def test_a_link_is_asked_for_with_the_task_as_it_is():
    task, ticket_id = a_task(), uuid4()
    task.request_link(ticket_id, ANNA)
    (event,) = happened(task)
    assert isinstance(event, told.TaskLinkRequested)
    assert (event.ticket_id, event.task.id, event.actor) == (ticket_id, task.id, ANNA)


def test_a_deleted_task_says_so_and_takes_nothing_more():
    task = a_task()
    task.delete(ANNA)
    for change in (
        lambda: task.edit(ANNA, title="x"),
        lambda: task.request_link(uuid4(), ANNA),
        lambda: task.delete(ANNA),
    ):
        with pytest.raises(TaskGone):
            change()
    assert [type(event) for event in happened(task)] == [told.TaskDeleted]


@pytest.mark.parametrize("fields", [{"title": " "}, {"title": "x" * 301}, {"responsible": "x" * 201}])
def test_malformed_fields_are_refused_and_nothing_is_set(fields: dict[str, str]):
    task = a_task()
    with pytest.raises(FieldRefused):
        task.edit(ANNA, status=TaskStatus.DONE, **fields)
    assert not task.has_changed


def test_a_description_is_cleaned_on_every_edit():
    task = a_task()
    task.edit(ANNA, description="a\r\nb\0")
    assert task.description == "a\nb"


def test_a_status_that_does_not_exist_is_no_status():
    with pytest.raises(ValueError):
        a_task().edit(ANNA, status="closed")  # pyright: ignore[reportArgumentType]
