"""The tickets service's settings."""

from shared.settings import CommonSettings


class TicketsSettings(CommonSettings):
    """Nothing beyond what every service needs."""
