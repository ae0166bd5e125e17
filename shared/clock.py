"""Time. Decisions use the database's clock (`uow.now`); this module is for what has no transaction."""

from datetime import UTC, datetime, timedelta

_offset = timedelta()


def utc_now() -> datetime:
    """This process's idea of the present instant, with its zone."""
    return datetime.now(UTC) + _offset


def move_clock(offset: timedelta) -> None:
    """Let this process live earlier or later; for tests and demos, together with `Database.offset`."""
    global _offset
    _offset = offset
