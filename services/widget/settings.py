"""The widget service's settings."""

from pydantic import Field

from shared.settings import CommonSettings


class WidgetSettings(CommonSettings):
    """How the public door stores what it takes."""

    intake_group_size: int = Field(
        default=200, ge=1, le=1000, description="inquiries stored in one transaction"
    )
