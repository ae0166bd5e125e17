"""The rows of an invented ticket and of the answer to it."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random
from typing import Any
from uuid import UUID

from uuid_utils.compat import uuid7

from services.tickets.crowd.words import a_customer, an_answer, an_inquiry
from services.tickets.domain.desk import Desk

SPAN = timedelta(days=730)
"""They came evenly in this time."""

CHOICES = {
    "priority": ("low", "normal", "normal", "normal", "high", "urgent"),
    "channel": ("widget", "widget", "email", "panel"),
}
"""Columns of which each of these is as likely as another."""

UNRESOLVED = ("open", "in_progress", "waiting")
TAGS = ("invoice", "vip", "export", "login", "delivery", "refund")
ASLEEP = 0.1
"""The part of those not resolved that sleeps, until some time in the next month."""


@dataclass(frozen=True, slots=True)
class Crowd:
    """So many tickets, of which so many per cent are not resolved, that came until an instant."""

    number: int
    unresolved: float
    until: datetime

    def came(self, place: int) -> datetime:
        """When the ticket at a place came; the first one is the oldest."""
        return self.until - SPAN * ((self.number - place) / self.number)


@dataclass(frozen=True, slots=True)
class Team:
    """A desk and who works on it."""

    desk: Desk
    people: tuple[UUID, ...]


def a_ticket(random: Random, crowd: Crowd, place: int, team: Team, number: str) -> dict[str, Any]:
    """All its columns that have no default, but documents, which are empty."""
    came, title_and_body = crowd.came(place), an_inquiry(random)
    return {
        "id": uuid7(),
        "desk_id": team.desk.id,
        "number": number,
        **_said(*title_and_body),
        **a_customer(random),
        **_category(random, team.desk),
        **_work(random, crowd, came, team.people),
        **{column: random.choice(values) for column, values in CHOICES.items()},
        "tags": random.sample(TAGS, random.choice((0, 0, 1, 2))),
        "tell_customer": False,
        "linked_tasks": 0,
        "created_at": came,
        "version": 2,
    }


def an_answer_to(random: Random, ticket: dict[str, Any], team: Team) -> dict[str, Any]:
    """A comment of the team; all its columns that have no default, but documents, which are empty."""
    body = an_answer(random)
    return {
        "id": uuid7(),
        "ticket_id": ticket["id"],
        "author_kind": "agent",
        "author_id": random.choice(team.people),
        "author_name": "Support",
        "body": body,
        "body_html": f"<p>{body}</p>",
        "created_at": ticket["updated_at"],
        "is_searched": True,
    }


def _said(title: str, body: str) -> dict[str, Any]:
    return {"title": title, "body": body, "body_html": f"<p>{body}</p>"}


def _category(random: Random, desk: Desk) -> dict[str, Any]:
    if not desk.categories:
        return {"category_id": None, "category_name": None, "category_color": None}
    chosen = random.choice(desk.categories)
    return {
        "category_id": UUID(str(chosen["id"])),
        "category_name": chosen["name"],
        "category_color": chosen["color"],
    }


def _work(random: Random, crowd: Crowd, came: datetime, people: tuple[UUID, ...]) -> dict[str, Any]:
    """What became of it."""
    is_open = random.random() * 100 < crowd.unresolved
    changed = min(came + timedelta(hours=random.expovariate(1 / 30)), crowd.until)
    assignee = random.choice((None, *people)) if is_open else random.choice(people)
    wakes = crowd.until + timedelta(days=random.uniform(0, 30))
    return {
        "status": random.choice(UNRESOLVED) if is_open else "resolved",
        "assignee_kind": "agent" if assignee else None,
        "assignee_id": assignee,
        "snoozed_until": wakes if is_open and random.random() < ASLEEP else None,
        "snooze_reason": "",
        "keep_asleep_on_reply": False,
        "updated_at": changed,
        "resolved_at": None if is_open else changed,
    }
