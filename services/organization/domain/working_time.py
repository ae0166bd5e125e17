"""When somebody works and when they are on leave, as it is kept; raises FieldRefused for what no calendar could say."""

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from services.organization.domain.errors import FieldRefused

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
MOST_SPANS = 6
MOST_LEAVES = 100
TIME = re.compile(r"([01][0-9]|2[0-3]):[0-5][0-9]|24:00")
HOURS, LEAVE = "work_hours", "leave"

Given = Sequence[str] | Sequence[Sequence[str]]
"""One span of a day, `["09:00", "17:00"]`, or several of them."""
Hours = dict[str, list[list[str]]]
"""Spans by the first three letters of a weekday; days without any are left out."""
Leaves = tuple[dict[str, str], ...]
"""Days off, `{"first": "2026-12-24", "last": "2026-12-31"}`, in order."""


def kept_hours(given: Mapping[str, Given]) -> Hours:
    """Hours by weekday, named in whole or by three letters; a span over midnight is two."""
    by_day: Hours = {}
    for name, spans in given.items():
        day = _weekday(name)
        if day in by_day:
            raise FieldRefused(HOURS, f"{name} is there twice")
        by_day[day] = _spans(name, spans)
    return {day[:3]: by_day[day[:3]] for day in WEEKDAYS if by_day.get(day[:3])}


def kept_leave(given: Iterable[tuple[date, date]]) -> Leaves:
    """First and last days, in order; days that are named twice are off once."""
    days = sorted(given)
    if len(days) > MOST_LEAVES:
        raise FieldRefused(LEAVE, f"At most {MOST_LEAVES} leaves are kept")
    for first, last in days:
        if last < first:
            raise FieldRefused(LEAVE, f"The leave from {first} ends before it begins")
    return tuple({"first": first.isoformat(), "last": last.isoformat()} for first, last in days)


def _weekday(name: str) -> str:
    for day in WEEKDAYS:
        if name.lower() in (day, day[:3]):
            return day[:3]
    raise FieldRefused(HOURS, f"{name} is no weekday: use mon, tue, wed, thu, fri, sat or sun")


def _spans(day: str, given: Given) -> list[list[str]]:
    several: list[Any] = [given] if given and isinstance(given[0], str) else list(given)
    spans = sorted([_span(day, each) for each in several])
    if len(spans) > MOST_SPANS:
        raise FieldRefused(HOURS, f"{day}: at most {MOST_SPANS} times of work in a day")
    if any(spans[n][0] < spans[n - 1][1] for n in range(1, len(spans))):
        raise FieldRefused(HOURS, f"{day}: two times of work overlap")
    return spans


def _span(day: str, given: Any) -> list[str]:
    if isinstance(given, str) or len(given) != 2 or not all(TIME.fullmatch(each) for each in given):
        raise FieldRefused(HOURS, f"{day}: use two times such as 09:00 and 17:30")
    if given[0] >= given[1]:
        raise FieldRefused(HOURS, f"{day}: work begins before it ends; over midnight it is two times of work")
    return list(given)
