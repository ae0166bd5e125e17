"""The scheduler's settings."""

from shared.settings import CommonSettings


class SchedulerSettings(CommonSettings):
    """Nothing beyond what every service needs."""
