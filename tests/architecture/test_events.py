"""Events and queues as a whole: everything sent is read, every queue is known, no note is public."""

from importlib import import_module

import pytest

from shared.bus.topology import QUEUES
from shared.contracts.event import EVENTS
from shared.handlers import Handlers
from shared.routes import SERVICES


def all_handlers() -> list[Handlers]:
    return [import_module(f"services.{service}.handlers").on for service in SERVICES]


def contracts() -> list[str]:
    for service in SERVICES:
        import_module(f"shared.contracts.{service}")
    return [name for name in EVENTS if not name.startswith("toy.")]


@pytest.mark.parametrize("name", contracts())
def test_every_event_has_a_reader(name: str):
    assert [each.queue for handlers in all_handlers() for each in handlers.reading(name)]


def test_the_frozen_list_names_exactly_the_queues_that_are_read():
    assert {each.queue for handlers in all_handlers() for each in handlers} == QUEUES


def test_the_widget_reads_public_facts_only():
    widget = import_module("services.widget.handlers").on
    read = {name for each in widget for name in each.names}
    assert read == {
        "agent.changed.v1",
        "group.changed.v1",
        "desk.created.v1",
        "desk.changed.v1",
        "ticket.created.v1",
        "ticket.public_changed.v1",
        "ticket.public_link_renewed.v1",
        "comment.added.v1",
        "ticket.request_refused.v1",
        "mailbox.changed.v1",
        "file.checked.v1",
    }


@pytest.mark.parametrize("name", ["comment.held.v1", "comment.hold_ended.v1"])
def test_that_a_reply_waits_is_known_to_the_scheduler_alone(name: str):
    assert {each.service for each in all_handlers() if each.reading(name)} == {"scheduler"}


@pytest.mark.parametrize("name", ["note.added.v1", "ticket.assigned.v1"])
def test_what_is_for_the_team_alone_is_read_by_notifications_alone(name: str):
    reading = {each.service for each in all_handlers() if each.reading(name)}
    assert reading == {"notifications"}
    (queues,) = [[each.queue for each in on.reading(name)] for on in all_handlers() if on.reading(name)]
    # The queue that mails requesters' news and the one that keeps what is quoted hear of no note.
    assert set(queues) <= {"notifications.tell_team", "notifications.follow_assignments"}
