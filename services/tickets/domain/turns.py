"""Who gets a ticket that nobody was named for: who is at work, and whose turn it is."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Literal, get_args
from uuid import UUID
from zoneinfo import ZoneInfo

from shared.contracts.parts import Leave, WorkHours

AutoAssign = Literal["off", "round_robin", "least_open"]
"""How a desk hands its tickets out."""

RULES: tuple[str, ...] = get_args(AutoAssign)
NO_HOURS = WorkHours()
WEEKDAYS = tuple(WorkHours.model_fields)


@dataclass(frozen=True, slots=True)
class Candidate:
    """Somebody who may work on a desk.

    `turn` is the number of the last ticket they were given automatically on it, 0 if there was none; `load` counts their
    tickets that are not resolved.
    """

    id: UUID
    time_zone: str = "UTC"
    work_hours: WorkHours = NO_HOURS
    leave: tuple[Leave, ...] = ()
    turn: int = 0
    load: int = 0


def is_at_work(person: Candidate, now: datetime) -> bool:
    """Whether they work at this instant, by the clock on their wall; who has no hours may be asked at any time."""
    here = now.astimezone(ZoneInfo(person.time_zone))
    if any(each.first <= here.date() <= each.last for each in person.leave):
        return False
    hours, clock = person.work_hours, f"{here:%H:%M}"
    if hours == NO_HOURS:
        return True
    return any(since <= clock < until for since, until in getattr(hours, WEEKDAYS[here.weekday()]))


def choose(
    rule: str, candidates: Sequence[Candidate], count: int, now: datetime, given: int = 0
) -> list[UUID]:
    """Who gets the next `count` tickets, one after the other; nobody if nobody is at work.

    `given` is the number of the desk's last automatic assignment.
    """
    in_order = sorted(candidates, key=lambda each: each.id)
    at_work = [each for each in in_order if is_at_work(each, now)]
    if not at_work:
        return []
    if rule == "round_robin":
        return _one_after_the_other(in_order, at_work, count)
    return _least_open(at_work, count, given)


def _one_after_the_other(everybody: list[Candidate], at_work: list[Candidate], count: int) -> list[UUID]:
    last = max(everybody, key=lambda each: each.turn)
    # Who is away keeps their place in the order: it goes on behind them.
    first = next((n for n, each in enumerate(at_work) if each.id > last.id), 0) if last.turn else 0
    return [at_work[(first + n) % len(at_work)].id for n in range(count)]


def _least_open(at_work: list[Candidate], count: int, given: int) -> list[UUID]:
    found: list[UUID] = []
    by_id = {each.id: each for each in at_work}
    for n in range(1, count + 1):
        chosen = min(by_id.values(), key=lambda each: (each.load, each.turn, each.id))
        by_id[chosen.id] = replace(chosen, load=chosen.load + 1, turn=given + n)
        found.append(chosen.id)
    return found
