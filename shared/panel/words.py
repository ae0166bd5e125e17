"""Words for people: instants, ages, sizes, names and states, as the templates' filters."""

import re
from collections.abc import Callable, Mapping
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from functools import cached_property, lru_cache
from zlib import crc32
from zoneinfo import ZoneInfo

from markupsafe import Markup, escape

from shared.addresses import shown_address
from shared.clock import utc_now
from shared.contracts.parts import PALETTE
from shared.instants import clamped
from shared.language import Language, language_named
from shared.locales import ENGLISH
from shared.panel.calendar import NEAR, calendar_in
from shared.sizes import filesize

TONES = 6
STATUSES = {"open": "Open", "in_progress": "In Progress", "waiting": "Waiting", "resolved": "Resolved"}
CHANNELS = {"email": "Email", "widget": "Widget", "panel": "Panel", "api": "Program"}
PRIORITIES = {"low": "Low", "normal": "Normal", "high": "High", "urgent": "Urgent"}


@lru_cache
def zone(name: str) -> ZoneInfo:
    """The time zone of that name; an unknown one is UTC, because a page must not fail over a setting."""
    try:
        return ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        return ZoneInfo("UTC")


@dataclass(frozen=True)
class Reader:
    """Who a page is rendered for: their zone, their language, and the instant they read it."""

    zone: ZoneInfo = field(default_factory=lambda: zone("UTC"))
    language: Language = field(default_factory=lambda: language_named(ENGLISH))
    now: datetime = field(default_factory=utc_now)

    @cached_property
    def today(self) -> date:
        """The day it is where they are."""
        return clamped(self.now).astimezone(self.zone).date()


# Macros see no page context, so the reader travels beside it; set around one rendering only.
reader: ContextVar[Reader | None] = ContextVar("reader", default=None)


def the_reader() -> Reader:
    """Whoever the page is rendered for."""
    return reader.get() or Reader()


def _local(instant: datetime) -> datetime:
    if instant.tzinfo is None:
        raise ValueError("an instant for a page needs its time zone")
    return clamped(instant).astimezone(the_reader().zone)


def when(instant: datetime) -> str:
    """The reader's own date and time, as short as it stays clear: 'today 11:08', 'Tue 16 Jun, 11:08'."""
    local, today, language = _local(instant), the_reader().today, the_reader().language
    near = NEAR.get((local.date() - today).days)
    if near:
        return language.say(near, time=f"{local:%H:%M}")
    names = calendar_in(language.tag)
    return language.say(
        "date.this_year" if local.year == today.year else "date.other_year",
        weekday=names.short_days[local.weekday()],
        day=local.day,
        month=names.short_months[local.month - 1],
        year=local.year,
        time=f"{local:%H:%M}",
    )


def clock(instant: datetime) -> str:
    """The reader's time of day: '11:08'."""
    return f"{_local(instant):%H:%M}"


def day(instant: datetime) -> str:
    """The reader's day in full, for a line between two days: 'Tuesday 16 June'."""
    local, language = _local(instant), the_reader().language
    names = calendar_in(language.tag)
    return language.say(
        "day.this_year" if local.year == the_reader().today.year else "day.other_year",
        weekday=names.days[local.weekday()].capitalize(),
        day=local.day,
        month=names.months[local.month - 1],
        year=local.year,
    )


def age(instant: datetime) -> str:
    """How long ago, in one unit: 'now', '3 min', '2 h', '5 d', '2 y'."""
    minutes = int((the_reader().now - instant).total_seconds() // 60)
    for size, unit in ((365 * 24 * 60, "y"), (24 * 60, "d"), (60, "h"), (1, "min")):
        if minutes >= size:
            return f"{minutes // size} {unit}"
    return "now"


def iso(instant: datetime) -> str:
    """The instant for a machine, in UTC: the value of <time datetime>."""
    return clamped(instant).astimezone(UTC).isoformat(timespec="seconds")


def initials(name: str) -> str:
    """Two letters for an avatar: of the first and last word, or the beginning of a single one."""
    words = re.findall(r"\w+", name)
    if len(words) > 1:
        return (words[0][0] + words[-1][0]).upper()
    return words[0][:2].capitalize() if words else "?"


def tone(name: object) -> int:
    """One of the six avatar tones, the same for the same name everywhere."""
    return crc32(str(name).encode()) % TONES + 1


def desk_color(color: str) -> str:
    """The desk's colour if it is one of the eight, else slate: it ends up in a class name."""
    return color if color in PALETTE else "slate"


def filekind(name: str) -> str:
    """What stands on a file's small square: its extension, or FILE."""
    found = re.search(r"\.(\w{1,4})$", name)
    return found[1].upper() if found else "FILE"


def thousands(count: int) -> str:
    """A count people read: '2,431'."""
    return f"{count:,}"


def paragraphs(text: str) -> Markup:
    """Plain text as safe paragraphs: an empty line parts two, a single break stays one."""
    blocks = re.split(r"\n\s*\n", text.replace("\r\n", "\n").strip())
    return Markup("").join(Markup("<p>%s</p>") % _lines(block) for block in blocks if block)


def _lines(block: str) -> Markup:
    return Markup("<br>").join(escape(line) for line in block.split("\n"))


def say(key: str, **values: object) -> str:
    """The words of `key` in the language of whoever reads the page."""
    return the_reader().language.say(key, **values)


def public_status(status: str) -> str:
    """The state of a ticket in the requester's words; one of a newer version is being worked on."""
    return say(f"public_status.{status if status in STATUSES else 'in_progress'}")


def _mark(words: Mapping[str, str], otherwise: str) -> Callable[[str], str]:
    """The name of the mark for a state; one of a newer version has none and borrows that of `otherwise`."""
    return lambda state: state if state in words else otherwise


def _word(words: Mapping[str, str]) -> Callable[[str], str]:
    """The word for a state; one of a newer version, which we have no word for, is shown as it is named."""
    return lambda state: words.get(state, state.replace("_", " ").capitalize())


FILTERS: dict[str, Callable[..., object]] = {
    "when": when,
    "clock": clock,
    "day": day,
    "age": age,
    "iso": iso,
    "initials": initials,
    "tone": tone,
    "desk_color": desk_color,
    "filesize": filesize,
    "filekind": filekind,
    "thousands": thousands,
    "paragraphs": paragraphs,
    "status_word": _word(STATUSES),
    "priority_word": _word(PRIORITIES),
    "status_mark": _mark(STATUSES, "in_progress"),
    "priority_mark": _mark(PRIORITIES, "normal"),
    "public_status": public_status,
    "address": shown_address,
}
