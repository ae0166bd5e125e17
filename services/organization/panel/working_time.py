"""Hours of work and leave as people type them, a line for each day or days, and as they are shown to be changed.

`mon-fri 09:00-12:00, 13:00-17:00` and `2026-12-24 - 2026-12-31`.
"""

import re
from datetime import date

from services.organization.domain.errors import FieldRefused
from services.organization.domain.working_time import HOURS, LEAVE, WEEKDAYS, Hours, Leaves

DAYS = tuple(day[:3] for day in WEEKDAYS)
LINE = re.compile(r"([a-z]+)(?:\s*[-–]\s*([a-z]+))?[\s:]+(.+)")
BETWEEN = re.compile(r"\s*[-–]\s*")
LEAVE_LINE = re.compile(r"(\d{4}-\d\d-\d\d)(?:\s*[-–]\s*(\d{4}-\d\d-\d\d))?")


def typed_hours(text: str) -> dict[str, list[list[str]]]:
    """Spans by weekday; raises FieldRefused for a line that says none."""
    found: dict[str, list[list[str]]] = {}
    for line in _lines(text):
        said = LINE.fullmatch(line.lower())
        if not said:
            raise FieldRefused(HOURS, f"“{line}”: write a day and times, such as mon-fri 09:00-17:00")
        first, last, times = said.groups()
        spans = [BETWEEN.split(each.strip()) for each in times.split(",")]
        for day in _days(line, first[:3], (last or first)[:3]):
            found.setdefault(day, []).extend([_padded(each) for each in spans])
    return found


def typed_leave(text: str) -> list[tuple[date, date]]:
    """First and last days; raises FieldRefused for a line that says none."""
    return [_leave(line) for line in _lines(text)]


def shown_hours(hours: Hours) -> str:
    """The lines that say these hours."""
    return "\n".join(
        f"{day} " + ", ".join(f"{since}-{until}" for since, until in hours[day])
        for day in DAYS
        if day in hours
    )


def shown_leave(leave: Leaves) -> str:
    """The lines that say this leave."""
    return "\n".join(
        each["first"] if each["first"] == each["last"] else f"{each['first']} - {each['last']}"
        for each in leave
    )


def _lines(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]


def _days(line: str, first: str, last: str) -> tuple[str, ...]:
    if first not in DAYS or last not in DAYS or DAYS.index(last) < DAYS.index(first):
        raise FieldRefused(HOURS, f"“{line}”: the days are {', '.join(DAYS)}, or from one to a later one")
    return DAYS[DAYS.index(first) : DAYS.index(last) + 1]


def _padded(span: list[str]) -> list[str]:
    # Whoever types 9 or 9:30 means 09:00 and 09:30.
    return [(each if ":" in each else f"{each}:00").zfill(5) for each in span]


def _leave(line: str) -> tuple[date, date]:
    said = LEAVE_LINE.fullmatch(line)
    try:
        if said:
            return date.fromisoformat(said[1]), date.fromisoformat(said[2] or said[1])
    except ValueError:
        pass
    raise FieldRefused(LEAVE, f"“{line}”: write one day or two, such as 2026-12-24 - 2026-12-31")
