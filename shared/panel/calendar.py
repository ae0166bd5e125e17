"""The words of dates in the languages a page can have."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Calendar:
    """Names of days and months, and of the days around today."""

    days: tuple[str, ...]
    short_day: int
    months: tuple[str, ...]
    near: dict[int, str]


CALENDARS = {
    "en": Calendar(
        days=("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"),
        short_day=3,
        months=(
            "January",
            "February",
            "March",
            "April",
            "May",
            "June",
            "July",
            "August",
            "September",
            "October",
            "November",
            "December",
        ),
        near={-1: "yesterday", 0: "today", 1: "tomorrow"},
    ),
    "pl": Calendar(
        days=("poniedziałek", "wtorek", "środa", "czwartek", "piątek", "sobota", "niedziela"),
        short_day=2,
        # Genitive: a Polish date is "16 czerwca"; its first three letters are the usual short form.
        months=(
            "stycznia",
            "lutego",
            "marca",
            "kwietnia",
            "maja",
            "czerwca",
            "lipca",
            "sierpnia",
            "września",
            "października",
            "listopada",
            "grudnia",
        ),
        near={-1: "wczoraj", 0: "dziś", 1: "jutro"},
    ),
}
