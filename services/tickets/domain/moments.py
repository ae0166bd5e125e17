"""When a snooze ends: presets, a date, or words such as “thu 9am”; all of it in the desk's time zone."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Protocol
from zoneinfo import ZoneInfo

from services.tickets.domain.snoozing import START_OF_DAY, start_of_day
from shared.errors import Invalid

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
CLOCK = re.compile(r"(?P<hour>\d{1,2})(?::(?P<minute>\d{2}))?\s*(?P<half>am|pm)?")
SPAN = re.compile(r"(?:in )?(\d{1,3}) ?(minute|min|hour|h|day|d|week|w|month)s?")
MINUTES = {"min": 1, "minute": 1, "h": 60, "hour": 60}
WHOLE_DAYS = {"d": 1, "day": 1, "w": 7, "week": 7, "month": 30}


class Moment(Protocol):
    """A way to say when, understood once the clock and the desk's zone are known."""

    def instant(self, now: datetime, zone: str) -> datetime: ...


@dataclass(frozen=True, slots=True)
class Until:
    """What a form said about the end of a snooze; one of the ways is filled."""

    until: str = ""
    date: str = ""
    time: str = ""
    text: str = ""

    def instant(self, now: datetime, zone: str) -> datetime:
        """The instant meant; raises Invalid when nothing, or nothing known, was said."""
        try:
            return self._instant(now.astimezone(ZoneInfo(zone)), zone)
        except (ValueError, OverflowError):
            said = (self.text or self.until or f"{self.date} {self.time}").strip()
            raise Invalid(
                f"“{said[:60]}” is no moment we understand. Try “thu 9am”, “in 3 days” or a date."
                if said
                else "Say until when.",
                [{"field": "until", "message": "unknown"}],
            ) from None

    def _instant(self, here: datetime, zone: str) -> datetime:
        if self.until:
            return _aware(datetime.fromisoformat(self.until))
        if self.date:
            at = time.fromisoformat(self.time) if self.time else START_OF_DAY
            return start_of_day(date.fromisoformat(self.date), zone, at)
        return read_words(self.text, here)


@dataclass(frozen=True, slots=True)
class Meant:
    """The end of a snooze as a program names it: by an instant, a day or words, by exactly one of them."""

    until: datetime | date | None
    text: str = ""

    def instant(self, now: datetime, zone: str) -> datetime:
        """The instant meant; raises Invalid when both, nothing, or nothing known was said."""
        if (self.until is None) == (not self.text.strip()):
            raise Invalid(
                "name either until or text", [{"field": "until", "message": "one of until and text"}]
            )
        if self.until is None:
            return Until(text=self.text).instant(now, zone)
        return self.until if isinstance(self.until, datetime) else start_of_day(self.until, zone)


def presets(now: datetime, zone: str) -> tuple[tuple[str, str, str], ...]:
    """Value, label and date of the moments that are one click away."""
    here = now.astimezone(ZoneInfo(zone))
    today = here.date()
    monday = today + timedelta(days=7 - today.weekday())
    offers = [
        ("In two hours", _later(here, timedelta(hours=2)).replace(second=0, microsecond=0)),
        ("Tomorrow morning", start_of_day(today + timedelta(days=1), zone)),
        ("In three days", start_of_day(today + timedelta(days=3), zone)),
        ("Next week", start_of_day(monday, zone)),
        ("In a month", start_of_day(today + timedelta(days=30), zone)),
    ]
    return tuple((at.isoformat(), label, f"{at:%a} {at.day} {at:%b}, {at:%H:%M}") for label, at in offers)


def read_words(text: str, here: datetime) -> datetime:
    """“tomorrow”, “thu 9am”, “in 3 days”, “next week 14:30”, “16:00”; raises ValueError."""
    words = " ".join(text.lower().replace(" at ", " ").split())
    if found := SPAN.match(words):
        return _after_span(int(found[1]), found[2], words[found.end() :].strip(), here)
    for name, day in _days(here.date()).items():
        if words == name or words.startswith(f"{name} "):
            return _at(day(), words.removeprefix(name).strip(), here)
    moment = _at(here.date(), words, here) if words else None
    if moment is None:
        raise ValueError(text)
    # Two times of one zone are compared by the clock on the wall, which is set back once a year.
    return moment if moment.astimezone(UTC) > here.astimezone(UTC) else moment + timedelta(days=1)


def _days(today: date) -> dict[str, Callable[[], date]]:
    def weekday(number: int) -> Callable[[], date]:
        return lambda: today + timedelta(days=(number - today.weekday() - 1) % 7 + 1)

    named = {"today": lambda: today, "tomorrow": lambda: today + timedelta(days=1), "next week": weekday(0)}
    full = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
    return named | {n: weekday(i) for i, n in enumerate(full)} | {n: weekday(i) for i, n in enumerate(DAYS)}


def _after_span(count: int, unit: str, rest: str, here: datetime) -> datetime:
    if unit in MINUTES:
        if rest:
            raise ValueError(rest)
        return _later(here, timedelta(minutes=count * MINUTES[unit]))
    return _at(here.date() + timedelta(days=count * WHOLE_DAYS[unit]), rest, here)


def _later(here: datetime, pause: timedelta) -> datetime:
    # Arithmetic on instants: with a zone Python adds on the wall clock, an hour off when that is changed.
    return (here.astimezone(UTC) + pause).astimezone(here.tzinfo)


def _at(day: date, clock: str, here: datetime) -> datetime:
    return datetime.combine(day, _clock(clock) if clock else START_OF_DAY, here.tzinfo)


def _clock(text: str) -> time:
    found = CLOCK.fullmatch(text)
    if not found:
        raise ValueError(text)
    hour, half = int(found["hour"]), found["half"]
    if half:
        hour = hour % 12 + (12 if half == "pm" else 0)
    return time(hour, int(found["minute"] or 0))


def _aware(instant: datetime) -> datetime:
    if instant.tzinfo is None:
        raise ValueError("an instant needs its zone")
    return instant
