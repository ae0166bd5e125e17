"""Objects for tests: every argument has a default, so that a test names only what it is about."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from services.notifications.domain.delivery import Delivery
from services.organization.domain.group import Group
from services.organization.domain.person import Person
from services.organization.domain.task import Task
from services.scheduler.domain.timer import Timer
from services.tickets.domain.desk import Desk
from services.tickets.domain.opening import Inquiry
from services.tickets.domain.snoozing import Snooze
from services.tickets.domain.ticket import Ticket
from services.tickets.domain.words import Words
from shared.aggregate import Aggregate
from shared.auth import Person as Asker
from shared.contracts.parts import Actor, Category, Channel, Requester, Status, TaskState
from shared.contracts.permissions import permissions_of

NOW = datetime(2026, 3, 5, 12, 0, tzinfo=UTC)
YESTERDAY = NOW - timedelta(days=1)
TOMORROW = NOW + timedelta(days=1)
ANNA = Actor(kind="agent", id=UUID("a0000000-0000-4000-8000-000000000001"), name="Anna")
RITA = Actor(kind="requester", name="Rita")


def a_requester(**fields: Any) -> Requester:
    """Rita, known by her address."""
    return Requester.model_validate({"email": "rita@example.com", "name": "Rita", **fields})


def a_category(**fields: Any) -> Category:
    """A desk's category."""
    return Category.model_validate({"id": uuid4(), "name": "Question", "color": "moss", **fields})


def an_inquiry(**fields: Any) -> Inquiry:
    """What somebody asked, not yet a ticket."""
    defaults: dict[str, Any] = {
        "ticket_id": uuid4(),
        "desk_id": uuid4(),
        "title": "Printer on fire",
        "body": "It burns.",
        "channel": Channel.WIDGET,
        "sealed_token": "secret-token",
        "requester": a_requester(),
    }
    return Inquiry(**(defaults | fields))


def a_ticket(**fields: Any) -> Ticket:
    """An open ticket of yesterday with nothing recorded; `fields` are set on it as they are."""
    asked = {name: fields.pop(name) for name in ("desk_id", "channel", "title") if name in fields}
    ticket = Ticket.open(an_inquiry(**asked), number="T-001", by=RITA, now=YESTERDAY)
    if fields.get("snoozed_until"):
        fields.setdefault("snooze_id", uuid4())
    if fields.get("status") == Status.RESOLVED:
        fields.setdefault("resolved_at", YESTERDAY)
    for name, value in fields.items():
        setattr(ticket, name, value)
    return as_loaded(ticket)


def as_loaded(aggregate: Any) -> Any:
    """`aggregate` as the next unit of work meets it: settled, with nothing left to hand out."""
    aggregate.settle(YESTERDAY)
    aggregate.pull_events(YESTERDAY)
    if isinstance(aggregate, Ticket):
        aggregate.pull_changes()
    return aggregate


def happened(aggregate: Aggregate) -> list[Any]:
    """The events recorded so far, handed out."""
    return aggregate.pull_events(NOW)


def a_desk(**settings: Any) -> Desk:
    """An active desk without members, with nothing recorded."""
    named: dict[str, Any] = {"name": "Support"}
    return as_loaded(Desk.create(uuid4(), ANNA, **(named | settings)))


def words(body: str = "Have you tried water?", **fields: Any) -> Words:
    """What somebody wrote."""
    return Words(**({"id": uuid4(), "body": body} | fields))


def a_snooze(until: datetime = TOMORROW, **fields: Any) -> Snooze:
    """A ticket is to be put aside."""
    return Snooze(**({"id": uuid4(), "until": until} | fields))


def a_task_state(**fields: Any) -> TaskState:
    """A task as the organization service tells of it."""
    return TaskState.model_validate(
        {"id": uuid4(), "title": "Fix the printer", "status": "done", "version": 2, **fields}
    )


def a_timer(**fields: Any) -> Timer:
    """A pending timer of tomorrow."""
    timer = Timer.set(uuid4(), uuid4(), due_at=fields.pop("due_at", TOMORROW))
    for name, value in fields.items():
        setattr(timer, name, value)
    return as_loaded(timer)


def a_delivery(**fields: Any) -> Delivery:
    """A queued delivery about a comment, made just now."""
    defaults: dict[str, Any] = {
        "id": uuid4(),
        "ticket_id": uuid4(),
        "comment_id": uuid4(),
        "kind": "comment_added",
        "recipient": "rita@example.com",
        "created_at": NOW,
        "next_attempt_at": NOW,
    }
    return Delivery(**(defaults | fields))


def a_person(**fields: Any) -> Person:
    """An active agent, with nothing recorded."""
    defaults: dict[str, Any] = {
        "name": "Anna",
        "email": "anna@example.com",
        "role": "agent",
        "by_role": "owner",
    }
    return as_loaded(Person.join(uuid4(), **(defaults | fields)))


def an_asker(role: str = "agent", **fields: Any) -> Asker:
    """Somebody signed in, who may what their role brings."""
    known = {"id": uuid4(), "name": "Anna", "email": "anna@example.com", "role": role}
    token = {"token_id": uuid4(), "issued_at": 0.0, "permissions": permissions_of(role)}
    return Asker(**(known | token | fields))


def a_group(**fields: Any) -> Group:
    """An active group of one, with nothing recorded."""
    defaults: dict[str, Any] = {"name": "Printers", "member_ids": (uuid4(),)}
    return as_loaded(Group.create(uuid4(), **(defaults | fields)))


def a_task(**fields: Any) -> Task:
    """A task to do, with nothing recorded; `fields` are set on it as they are."""
    task = Task.create(uuid4(), "Fix the printer", ANNA)
    for name, value in fields.items():
        setattr(task, name, value)
    return as_loaded(task)
