"""The widget service's settings."""

from typing import Any, NamedTuple

from pydantic import Field

from shared.rates import Rate, RateSetting
from shared.settings import CommonSettings


class Share(NamedTuple):
    """So many times what another setting allows."""

    setting: str
    burst: float
    per_second: float

    def of(self, given: dict[str, Any]) -> Rate:
        """The limit that follows from the settings before it."""
        whole: Rate = given[self.setting]
        return Rate(self.burst * whole.burst, self.per_second * whole.per_second)


def following(*shares: Share, least: Rate | None = None) -> Any:
    """Where nothing is set, the largest of what follows from others: who lifts one of those lifts this one, too."""

    def largest(given: dict[str, Any]) -> Rate:
        rates = [share.of(given) for share in shares] + ([least] if least else [])
        return Rate(max(rate.burst for rate in rates), max(rate.per_second for rate in rates))

    return Field(default_factory=largest)


def times(count: float, setting: str) -> Any:
    """So many times another limit."""
    return following(Share(setting, count, count))


class WidgetSettings(CommonSettings):
    """How the public door stores what it takes, and how much it takes from strangers."""

    intake_group_size: int = Field(
        default=200, ge=1, le=1000, description="inquiries stored in one transaction"
    )
    inquiries_per_address: RateSetting = Rate(1200, 20)
    inquiries_per_desk: RateSetting = Rate(6000, 400)
    inquiries_in_all: RateSetting = times(10, "inquiries_per_desk")
    doubtful_per_desk: RateSetting = Rate(1000, 1)
    calm_inquiries_per_desk: RateSetting = following(
        Share("inquiries_per_desk", 0.2, 0.05), Share("inquiries_per_address", 1, 1), least=Rate(1200, 20)
    )
    calm_inquiries_in_all: RateSetting = times(5, "calm_inquiries_per_desk")
    comments_per_link: RateSetting = Rate(30, 0.5)
    comments_per_address: RateSetting = Rate(300, 10)
    comments_per_desk: RateSetting = times(10, "comments_per_address")
    comments_in_all: RateSetting = times(100, "comments_per_address")
    files_per_address: RateSetting = Rate(200, 2)
    files_per_desk: RateSetting = times(10, "files_per_address")
    files_in_all: RateSetting = times(100, "files_per_address")
    file_bytes_per_address: RateSetting = Rate(300e6, 5e6)
    file_bytes_in_all: RateSetting = times(100, "file_bytes_per_address")
    file_parts_per_address: RateSetting = Rate(1200, 40)
    file_parts_per_desk: RateSetting = times(10, "file_parts_per_address")
    file_parts_in_all: RateSetting = times(100, "file_parts_per_address")
    open_upload_bytes_per_address: int = Field(
        default=300_000_000, ge=1, description="bytes of unfinished uploads of one address, as announced"
    )
    open_upload_bytes_per_desk: int = Field(
        default=3_000_000_000, ge=1, description="bytes of unfinished uploads of one desk, as announced"
    )
    waits_begun_per_address: RateSetting = Rate(1200, 40)
    waits_per_address: int = Field(default=50, ge=1, description="requests of one address that wait at once")
    signatures_per_address: RateSetting = Rate(600, 20)
    signatures_per_desk: RateSetting = times(10, "signatures_per_address")
    signatures_in_all: RateSetting = times(100, "signatures_per_address")
    codes_per_address: RateSetting = Rate(20, 20 / 3600)
    codes_per_desk: RateSetting = Rate(300, 300 / 3600)
    codes_in_all: RateSetting = times(10, "codes_per_desk")
    codes_per_mailbox: RateSetting = Rate(3, 3 / 3600)
    code_attempts_per_address: RateSetting = Rate(60, 60 / 3600)
    code_attempts_per_desk: RateSetting = times(10, "code_attempts_per_address")
    code_attempts_in_all: RateSetting = times(100, "code_attempts_per_address")
