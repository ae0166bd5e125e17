"""What becomes of a mail that arrived: one rule, from what it says and what is known here.

The order: our own reply address, then the mails it answers, then a ticket's number with somebody who takes part there.
"""

from dataclasses import dataclass
from typing import Literal
from uuid import UUID

from shared.contracts.notifications import Hint

Kind = Literal["", "reply", "notice", "list", "bulk", "nobody"]
"""What kind of machine wrote it, if one did; `nobody` is an address that reads no answers, as websites' forms have."""

FROM_OURSELVES = "own_address"
OLD = "old"
BOUNCE = "bounce"
AUTOMATIC = "automatic"
LIST = "list"
TOO_MANY_FROM_SENDER = "too_many_from_sender"
TOO_MANY_ON_TICKET = "too_many_on_ticket"
SENDER_UNCLEAR = "sender_unclear"
FORGED = "forged"

MOST_OPENED = 20
"""Tickets that the mails of one address open on a desk in an hour; the next ones wait for a person."""

MOST_WRITTEN = 30
"""Mails from one address that are written on one ticket in an hour."""


@dataclass(frozen=True, slots=True)
class Match:
    """A ticket that a mail may belong to.

    `at_home`: the mail came to the desk that the ticket's mails come from. `takes_part`: its writer is the requester.
    """

    ticket_id: UUID
    at_home: bool
    takes_part: bool
    by: Literal["token", "thread", "number"]


@dataclass(frozen=True, slots=True)
class Facts:
    """What decides. `opened` and `written` count what this address did in the last hour."""

    sender: str
    is_own: bool = False
    is_old: bool = False
    is_bounce: bool = False
    is_forged: bool = False
    machine: Kind = ""
    match: Match | None = None
    desk_opens: bool = False
    opened: int = 0
    written: int = 0


@dataclass(frozen=True, slots=True)
class ToTicket:
    """It opens a ticket; `hint` names another one that it has to do with."""

    hint: Hint = ""
    hinted_ticket_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class ToComment:
    """It belongs to a ticket: what the requester says (`public`), or something for the team, with its `reason` if any."""

    ticket_id: UUID
    public: bool
    reason: str = ""


@dataclass(frozen=True, slots=True)
class ToPeople:
    """It lies in the mail inbox until a person decides; `reason` says why no rule did."""

    reason: str = ""


@dataclass(frozen=True, slots=True)
class ToNobody:
    """Nobody needs it."""

    reason: str


@dataclass(frozen=True, slots=True)
class ToDelivery:
    """It tells of a mail of ours."""


Decision = ToTicket | ToComment | ToPeople | ToNobody | ToDelivery


def decide(facts: Facts) -> Decision:
    """What becomes of the mail."""
    if facts.is_bounce:
        return ToPeople(OLD) if facts.is_old else ToDelivery()
    if facts.is_own:
        return ToNobody(FROM_OURSELVES)
    if facts.is_old:
        return ToPeople(OLD)
    if facts.match and facts.match.at_home and _belongs(facts.match):
        return _on_ticket(facts, facts.match)
    if facts.machine not in ("", "nobody"):
        return ToPeople(LIST if facts.machine in ("list", "bulk") else AUTOMATIC)
    return _new(facts)


def _belongs(match: Match) -> bool:
    """A number is known to many: it counts only from somebody who takes part."""
    return match.by != "number" or match.takes_part


def _on_ticket(facts: Facts, match: Match) -> Decision:
    if facts.written >= MOST_WRITTEN:
        return ToPeople(TOO_MANY_ON_TICKET)
    if facts.is_forged:
        # Whoever writes in the requester's name must not say in public what the agents would act on.
        return ToComment(match.ticket_id, public=False, reason=FORGED)
    answers_by_itself = facts.machine in ("reply", "notice")
    return ToComment(match.ticket_id, public=match.takes_part and not answers_by_itself)


def _new(facts: Facts) -> Decision:
    if not facts.sender:
        return ToPeople(SENDER_UNCLEAR)
    if not facts.desk_opens:
        return ToPeople()
    if facts.opened >= MOST_OPENED:
        return ToPeople(TOO_MANY_FROM_SENDER)
    if facts.match is None:
        return ToTicket()
    hint: Hint = "names_ticket" if facts.match.by == "number" else "answers_ticket"
    return ToTicket(hint, facts.match.ticket_id)
