"""Points in time that people and programs may name: within bounds that every later calculation survives."""

from datetime import UTC, datetime
from typing import Annotated

from pydantic import AfterValidator, AwareDatetime, BeforeValidator

EARLIEST = datetime(1970, 1, 1, tzinfo=UTC)
LATEST = datetime(2200, 1, 1, tzinfo=UTC)
"""Far beyond any promise, and far from where arithmetic on dates overflows."""


def is_in_range(instant: datetime) -> bool:
    """Whether `instant` lies between 1970 and 2200."""
    return EARLIEST <= instant <= LATEST


def clamped(instant: datetime) -> datetime:
    """`instant`, or the bound it lies beyond: stored values of any age can be shown."""
    return min(max(instant, EARLIEST), LATEST)


def _within(instant: datetime) -> datetime:
    # Compared before it is converted: the first and last days there are overflow in other zones.
    if not is_in_range(instant):
        raise ValueError("must lie between 1970 and 2200")
    return instant.astimezone(UTC)


def _written_out(given: object) -> object:
    # A bare number would be read as seconds since 1970: a misspelt field is no instant.
    if isinstance(given, datetime) or (isinstance(given, str) and "-" in given[1:]):
        return given
    raise ValueError("must be a date and time such as 2026-07-01T09:00:00Z")


Instant = Annotated[AwareDatetime, BeforeValidator(_written_out), AfterValidator(_within)]
"""An instant with its zone, between 1970 and 2200; kept in UTC."""
