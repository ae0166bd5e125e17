"""Which mailboxes rest: a server that cannot be reached, or does not say what became of a mail, is left alone for a while.

No mail is blamed for a server that was not reached. One that was handed over without an answer is in doubt for good, so
such a server gets one mail at a time, and after some of them rests.
"""

import time
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from uuid import UUID

from shared.pauses import doubled

FAILURES = 3
FIRST_REST = 5.0
LONGEST_REST = 60.0
"""Seconds: whoever corrects the settings shall not wait long for the mail to go."""


@dataclass(slots=True)
class Record:
    """How often in a row a mailbox's server gave no answer to a mail, and until when it rests."""

    failures: int = 0
    rests_until: float = 0.0
    proven: bool = False


class Breakers:
    """One record per mailbox, in this process."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._records: dict[UUID, Record] = defaultdict(Record)

    def reached(self, desk_id: UUID) -> None:
        """The server answered to a mail, whatever it said."""
        self._records[desk_id] = Record(proven=True)

    def missed(self, desk_id: UUID) -> None:
        """The server could not be reached, or took a mail and did not answer."""
        record = self._records[desk_id]
        record.failures, record.proven = record.failures + 1, False
        if record.failures >= FAILURES:
            record.rests_until = self._clock() + doubled(FIRST_REST, record.failures - FAILURES, LONGEST_REST)

    @property
    def proven(self) -> list[UUID]:
        """Mailboxes whose server answered to the last mail: they may have more than one place."""
        return [desk_id for desk_id, record in self._records.items() if record.proven]

    def resting(self, busy: set[UUID]) -> list[UUID]:
        """Mailboxes to leave alone now: at rest, or being tried out by one mail of `busy`."""
        at_rest = {desk_id for desk_id, record in self._records.items() if record.rests_until > self._clock()}
        return [*at_rest, *(busy - at_rest - set(self.proven))]
