"""Why a ticket is on somebody's list: what is to be done next, from the ticket alone."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from shared.contracts.parts import Status


class Next(StrEnum):
    """What is to be done; what comes first hides what comes behind it."""

    UNDELIVERED = "undelivered"
    TELL_CUSTOMER = "tell_customer"
    ASLEEP = "asleep"
    NOTHING = "nothing"
    WOKEN = "woken"
    TO_ASSIGN = "to_assign"
    WAITING_FOR_CUSTOMER = "waiting_for_customer"
    ANSWER_CUSTOMER = "answer_customer"
    GO_ON = "go_on"


@dataclass(frozen=True, slots=True)
class NextAction:
    """What is to be done, and when, where a moment was named."""

    code: Next
    due: datetime | None = None

    @property
    def told(self) -> dict[str, Any]:
        """The same for programs."""
        return {"code": self.code} | ({"due": self.due} if self.due else {})


OF_STATUS = {
    Status.OPEN: Next.ANSWER_CUSTOMER,
    Status.IN_PROGRESS: Next.GO_ON,
    Status.WAITING: Next.WAITING_FOR_CUSTOMER,
    Status.RESOLVED: Next.NOTHING,
}


def next_action(row: Mapping[str, Any], now: datetime) -> NextAction:
    """What a ticket waits for; `row` has its columns. A mail that was lost counts more than any plan."""
    if row["undelivered"]:
        return NextAction(Next.UNDELIVERED)
    if row["tell_customer"]:
        return NextAction(Next.TELL_CUSTOMER)
    until = row["snoozed_until"]
    if until and until > now:
        return NextAction(Next.ASLEEP, until)
    code = OF_STATUS[Status(row["status"])]
    if code is Next.NOTHING:
        return NextAction(code)
    if until:
        return NextAction(Next.WOKEN, until)
    return NextAction(Next.TO_ASSIGN if row["assignee_id"] is None else code)
