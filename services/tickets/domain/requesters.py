"""Who a requester is, wherever they write from: an address has an id, and leads to the person that it belongs to.

Whoever asks by the id of any of a person's addresses is led to the same person, for ever.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Literal, Self
from uuid import NAMESPACE_URL, UUID, uuid5

from services.tickets.domain.requester_errors import (
    NotMergedRequester,
    RequesterMergeCircle,
    RequesterMerged,
)
from services.tickets.domain.searching import fold
from shared.addresses import person_key, shown_address
from shared.contracts.parts import Channel, Requester

HappeningKind = Literal[
    "name", "phones", "added", "removed", "merged", "merged_here", "unmerged", "unmerged_here"
]


def id_of(address: str) -> UUID:
    """The id that everybody has who writes from this address, in every spelling of it."""
    return uuid5(NAMESPACE_URL, f"mailto:{person_key(address)}")


class How(StrEnum):
    """Why an address leads where it does; nothing is said of one that has only been corrected."""

    MERGED = "merged"
    SAME_CLIENT = "same_client"
    """Proven tickets of both carry the same id of the host's own."""
    ADDED = "added"
    APART = "apart"
    """It was taken apart: nothing but a person joins it to another one again."""


@dataclass(frozen=True, slots=True)
class Happening:
    """One row of a requester's history, with JSON-able values."""

    requester_id: UUID
    kind: HappeningKind
    old: Any = None
    new: Any = None


@dataclass(eq=False, repr=False, kw_only=True)
class KnownAddress:
    """An address of which somebody said more than tickets do: whose it is, and what that person is called.

    `id` is that of the address, `person_id` the one it leads to, itself where it stands for itself. `joined` is the one that
    it was joined to, which may lead on since. Name and phones count while it stands for itself, and wait while it does not.
    """

    id: UUID
    email: str
    words: str
    """The address folded, in letters and in signs, for searches."""
    person_id: UUID
    joined: UUID | None = None
    how: How | None = None
    name: str | None = None
    phones: tuple[str, ...] | None = None
    version: int = 0

    @classmethod
    def of(cls, email: str) -> Self:
        """An address that stands for itself."""
        own = id_of(email)
        return cls(id=own, email=email, words=fold(f"{email} {shown_address(email)}"), person_id=own)

    @property
    def leads_on(self) -> bool:
        """Whether it belongs to somebody known by another address."""
        return self.person_id != self.id

    @property
    def named(self) -> dict[str, str]:
        """The address as a history names it."""
        return {"requester_id": str(self.id), "email": self.email}

    def correct(self, name: str | None, phones: Sequence[str] | None) -> list[Happening]:
        """Call them so, whatever tickets say; None leaves it to the tickets."""
        kept = None if phones is None else tuple(dict.fromkeys(phones))
        happened: list[Happening] = []
        if name != self.name:
            happened.append(Happening(self.id, "name", self.name, name))
        if kept != self.phones:
            old, new = (None if each is None else list(each) for each in (self.phones, kept))
            happened.append(Happening(self.id, "phones", old, new))
        self.name, self.phones = name, kept
        return happened

    def add(self, other: "KnownAddress") -> list[Happening]:
        """Take an address in that nobody has written from."""
        other.person_id, other.joined, other.how = self.id, self.id, How.ADDED
        return [Happening(self.id, "added", new=other.named)]


def check_can_merge(source: KnownAddress, target: KnownAddress) -> None:
    """Refuse what would lead nowhere; raises RequesterMergeCircle or RequesterMerged."""
    if source.person_id == target.person_id:
        raise RequesterMergeCircle
    if source.leads_on:
        raise RequesterMerged


def merge(
    source: KnownAddress, family: Iterable[KnownAddress], target: KnownAddress, how: How
) -> list[Happening]:
    """Lead to `target`, a person, with all the `family` that has led to `source` so far."""
    for each in family:
        each.person_id = target.id
    source.person_id, source.joined, source.how = target.id, target.id, how
    source.version += 1
    return [
        Happening(source.id, "merged", new=target.named),
        Happening(target.id, "merged_here", new=source.named),
    ]


def unmerge(source: KnownAddress, target: KnownAddress, family: Sequence[KnownAddress]) -> list[Happening]:
    """Stand for itself again, with what came to `target` by it, of all that lead there; raises NotMergedRequester."""
    if not source.leads_on:
        raise NotMergedRequester
    for each in came_by(source.id, family):
        each.person_id = source.id
    source.person_id, source.joined, source.how = source.id, None, How.APART
    source.version += 1
    return [
        Happening(source.id, "unmerged", old=target.named),
        Happening(target.id, "unmerged_here", old=source.named),
    ]


def came_by(source_id: UUID, family: Sequence[KnownAddress]) -> list[KnownAddress]:
    """Those of a family that lead where they do only because this one does."""
    came: dict[UUID, KnownAddress] = {}
    while more := [
        each
        for each in family
        if each.id not in came and each.id != source_id and each.joined in (source_id, *came)
    ]:
        came |= {each.id: each for each in more}
    return list(came.values())


def vouched_for(requester: Requester, channel: Channel) -> bool:
    """Whether what the team knows of a person may be said on a ticket of theirs, which its writer reads.

    Whoever types an address into a website's form may be anybody.
    """
    return requester.verified or channel is not Channel.WIDGET


def completed(requester: Requester, name: str | None, phones: Sequence[str] | None) -> Requester:
    """The requester with what was corrected, where the inquiry itself brings none."""
    missing: dict[str, Any] = {}
    if name and not requester.name:
        missing["name"] = name
    if phones and not requester.phone:
        missing["phone"] = phones[0]
    return requester.model_copy(update=missing) if missing else requester
