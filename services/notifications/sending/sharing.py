"""How a process's places are shared among mailboxes, so that a slow server holds up its own mails only."""

from collections.abc import Collection, Mapping
from uuid import UUID

MOST_OF_ONE = 16
"""Connections to one mailbox's server at once; providers allow few."""


def rooms(places: int, busy: Mapping[UUID, int], proven: Collection[UUID]) -> dict[UUID, int]:
    """How many mails each `proven` mailbox may begin now; `busy` has how many it has under way.

    A mailbox may have as many places as are left free after that, so whoever comes next finds some: dynamic thresholds,
    as in Choudhury and Hahne, "Dynamic queue length thresholds for shared-memory packet switches" (1998). One that has
    none may always have one.
    """
    free = places - sum(busy.values())
    return {desk_id: _room(free, busy.get(desk_id, 0)) for desk_id in proven}


def _room(free: int, held: int) -> int:
    fair = min(MOST_OF_ONE - held, (free - held) // 2)
    return max(fair, 0 if held else 1)
