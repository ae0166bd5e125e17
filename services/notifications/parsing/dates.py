"""When a mail was written, in the forms that programs give."""

import re
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta, timezone

LONGEST = 200
MONTHS = {
    name: number
    for number, name in enumerate(
        ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"), 1
    )
}
DAY_FIRST = re.compile(r"\b(\d{1,2})[\s-]*([A-Za-z]{3})[a-z]*[.,]?[\s-]*(\d{2,4})\b")
MONTH_FIRST = re.compile(r"\b([A-Za-z]{3})[a-z]*\.?\s+(\d{1,2}),?\s+(?:\S+\s+)?(?:[A-Z]{3,4}\s+)?(\d{4})\b")
NUMBERS = re.compile(r"\b(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})")
TIME = re.compile(
    r"(\d{1,2})\s*[:.]\s*(\d{1,2})(?:\s*[:.]\s*(\d{1,2}))?(?:\.\d+)?\s*([ap]m\b)?", re.IGNORECASE
)
OFFSET = re.compile(r"([+-])\s*(\d{1,2}):?(\d{2})(?!\d)")
ZONES = {
    "ut": 0, "utc": 0, "gmt": 0, "z": 0, "est": -5, "edt": -4, "cst": -6, "cdt": -5, "mst": -7, "mdt": -6,
    "pst": -8, "pdt": -7, "bst": 1, "cet": 1, "cest": 2, "met": 1, "mest": 2, "eet": 2, "eest": 3, "msk": 3,
    "jst": 9, "kst": 9, "ist": 5.5, "aest": 10, "aedt": 11, "nzst": 12, "nzdt": 13,
}  # fmt: skip
ZONE = re.compile(r"[A-Za-z]{1,4}")
COMMENT = re.compile(r"\([^()]*\)")


def read_date(raw: str) -> str | None:
    """ISO 8601 with the zone named, UTC where none is; None when `raw` says no moment."""
    text = COMMENT.sub(" ", raw[:LONGEST])
    day = _day(text)
    if day is None:
        return None
    (year, month, number), rest = day
    hour, minute, second, rest = _time(rest)
    try:
        return datetime(year, month, number, hour, minute, min(second, 59), tzinfo=_zone(rest)).isoformat()
    except (ValueError, OverflowError):
        return None


def _day(text: str) -> tuple[Sequence[int], str] | None:
    """Year, month, day; and the text that has the time."""
    if (found := DAY_FIRST.search(text)) and (month := MONTHS.get(found[2].lower())):
        return (_year(found[3]), month, int(found[1])), text[found.end() :]
    if (found := MONTH_FIRST.search(text)) and (month := MONTHS.get(found[1].lower())):
        return (int(found[3]), month, int(found[2])), text[found.start() :].replace(found[3], " ", 1)
    if found := NUMBERS.search(text):
        return (int(found[1]), int(found[2]), int(found[3])), text[found.end() :]
    return None


def _year(digits: str) -> int:
    """Two and three digits as RFC 5322, 4.3 reads them."""
    year = int(digits)
    if len(digits) == 4:
        return year
    return year + (2000 if year < 50 else 1900)


def _time(text: str) -> tuple[int, int, int, str]:
    """Hour, minute, second; and the text behind them."""
    found = TIME.search(text)
    if found is None:
        return 0, 0, 0, text
    hour = int(found[1])
    if half := found[4]:
        hour = hour % 12 + (12 if half.lower() == "pm" else 0)
    return hour, int(found[2]), int(found[3] or 0), text[found.end() :]


def _zone(text: str) -> timezone:
    if found := OFFSET.search(text):
        minutes = int(found[2]) * 60 + int(found[3])
        return _shifted(-minutes if found[1] == "-" else minutes)
    if found := ZONE.search(text):
        return _shifted(ZONES.get(found[0].lower(), 0) * 60)
    return UTC


def _shifted(minutes: float) -> timezone:
    return timezone(timedelta(minutes=minutes)) if minutes else UTC
