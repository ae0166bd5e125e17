"""Where a delivery stands, for whoever shows or asks it."""

from enum import StrEnum


class DeliveryState(StrEnum):
    """`unknown`: the worker died, or lost the line, after the mail was offered. People decide then."""

    QUEUED = "queued"
    SENDING = "sending"
    SENT = "sent"
    FAILED = "failed"
    UNKNOWN = "unknown"
