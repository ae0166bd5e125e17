"""How often something may happen, as a setting says it: so many at once, and so many a second in the long run."""

from typing import Annotated, NamedTuple

from pydantic import BeforeValidator
from pydantic_core import PydanticCustomError


class Rate(NamedTuple):
    """A limit: so many at once, and so many a second in the long run."""

    burst: float
    per_second: float


def _rate(given: object) -> object:
    """`600, 20` = 600 at once and 20 a second."""
    if not isinstance(given, str):
        return given
    try:
        burst, per_second = (float(part) for part in given.split(","))
    except ValueError:
        raise _wrong_rate() from None
    if not (0 < burst < 1e15 and 0 < per_second < 1e15):
        raise _wrong_rate()
    return Rate(burst, per_second)


def _wrong_rate() -> PydanticCustomError:
    return PydanticCustomError(
        "wrong_setting", "it must be two numbers above 0 like 600, 20 (at once, a second)"
    )


RateSetting = Annotated[Rate, BeforeValidator(_rate)]
