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


def leaves_some(room: int, shares: Mapping[UUID, int], found: Mapping[UUID, int]) -> bool:
    """Whether a claim of what was due may have left some for want of room: in all, or of one mailbox.

    `found` is how many mails of each there were; whoever has no share had room for one.
    """
    is_full = sum(found.values()) >= room
    return is_full or any(found.get(each, 0) >= shares.get(each, 1) for each in {*shares, *found})


def _room(free: int, held: int) -> int:
    fair = min(MOST_OF_ONE - held, (free - held) // 2)
    return max(fair, 0 if held else 1)
