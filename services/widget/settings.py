"""The widget service's settings."""

from typing import Annotated, Any, NamedTuple

from pydantic import BeforeValidator, Field
from pydantic_core import PydanticCustomError

from shared.settings import CommonSettings


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


NONE_AT_LEAST = Rate(0, 0)


def following(setting: str, burst: float, per_second: float, least: Rate = NONE_AT_LEAST) -> Any:
    """Where nothing is set: so many times another limit and at least that much. Who lifts that one lifts this one, too."""

    def share(given: dict[str, Any]) -> Rate:
        other: Rate = given[setting]
        return Rate(
            max(burst * other.burst, least.burst), max(per_second * other.per_second, least.per_second)
        )

    return Field(default_factory=share)


class WidgetSettings(CommonSettings):
    """How the public door stores what it takes, and how much it takes from strangers."""

    intake_group_size: int = Field(
        default=200, ge=1, le=1000, description="inquiries stored in one transaction"
    )
    inquiries_per_address: RateSetting = Rate(600, 20)
    inquiries_per_desk: RateSetting = Rate(6000, 400)
    inquiries_in_all: RateSetting = following("inquiries_per_desk", 10, 10)
    doubtful_per_desk: RateSetting = Rate(1000, 1)
    calm_inquiries_per_desk: RateSetting = following("inquiries_per_desk", 0.2, 0.05, least=Rate(1200, 20))
    calm_inquiries_in_all: RateSetting = following("inquiries_per_desk", 1, 0.25, least=Rate(6000, 100))
    comments_per_link: RateSetting = Rate(30, 0.5)
    comments_per_address: RateSetting = Rate(300, 10)
    comments_per_desk: RateSetting = following("comments_per_address", 10, 10)
    comments_in_all: RateSetting = following("comments_per_address", 100, 100)
    files_per_address: RateSetting = Rate(200, 2)
    files_per_desk: RateSetting = following("files_per_address", 10, 10)
    files_in_all: RateSetting = following("files_per_address", 100, 100)
    file_bytes_per_address: RateSetting = Rate(300e6, 5e6)
    file_bytes_in_all: RateSetting = following("file_bytes_per_address", 100, 100)
    waits_begun_per_address: RateSetting = Rate(1200, 40)
    waits_per_address: int = Field(default=50, ge=1, description="requests of one address that wait at once")
    signatures_per_address: RateSetting = Rate(600, 20)
    signatures_per_desk: RateSetting = following("signatures_per_address", 10, 10)
    signatures_in_all: RateSetting = following("signatures_per_address", 100, 100)
    codes_per_address: RateSetting = Rate(20, 20 / 3600)
    codes_per_desk: RateSetting = Rate(300, 300 / 3600)
    codes_in_all: RateSetting = following("codes_per_desk", 10, 10)
    codes_per_mailbox: RateSetting = Rate(3, 3 / 3600)
    code_attempts_per_address: RateSetting = Rate(60, 60 / 3600)
    code_attempts_per_desk: RateSetting = following("code_attempts_per_address", 10, 10)
    code_attempts_in_all: RateSetting = following("code_attempts_per_address", 100, 100)
