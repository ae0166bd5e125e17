"""Time. Decisions use the database's clock (`uow.now`); this module is for what has no transaction."""

from datetime import UTC, datetime


def utc_now() -> datetime:
    """This process's idea of the present instant, with its zone."""
    return datetime.now(UTC)
