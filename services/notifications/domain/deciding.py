"""What becomes of a mail that arrived: one rule, from what it says and what is known here.

The order: our own reply address, then the mails it answers, then a ticket's number with somebody who takes part there.
"""

from dataclasses import dataclass
from typing import Literal
from uuid import UUID

from shared.contracts.notifications import Hint

Kind = Literal["", "reply", "notice", "list", "bulk", "nobody"]
"""What kind of machine wrote it, if one did; `nobody` is an address that reads no answers, as websites' forms have."""

BY_THEMSELVES: tuple[Kind, ...] = ("reply", "notice", "bulk")
"""Machines that answer without being asked to: what one says to a notice is no news for anybody."""

FROM_OURSELVES = "own_address"
OLD = "old"
BOUNCE = "bounce"
AUTOMATIC = "automatic"
LIST = "list"
TOO_MANY_FROM_SENDER = "too_many_from_sender"
TOO_MANY_ON_TICKET = "too_many_on_ticket"
SENDER_UNCLEAR = "sender_unclear"
FORGED = "forged"
MAY_NOT_ANSWER = "may_not_answer"
NOTHING_SAID = "nothing_said"

MOST_OPENED = 20
"""Tickets that the mails of one address open on a desk in an hour; the next ones wait for a person."""

MOST_WRITTEN = 30
"""Mails from one address that are written on one ticket in an hour."""


@dataclass(frozen=True, slots=True)
class Answered:
    """A notice whose reply address a mail came to. Its address was given to one colleague alone.

    `inside`: it told of a note. `is_theirs`: the mail comes from that colleague's own address. `may`: they are at work,
    see the desk and may still write so. `speaks`: it has words of its own, and does not repeat the notice among them.
    """

    person_id: UUID
    inside: bool
    is_theirs: bool
    may: bool
    speaks: bool = True


@dataclass(frozen=True, slots=True)
class Match:
    """A ticket that a mail may belong to.

    `at_home`: the mail came to the desk that the ticket's mails come from. `takes_part`: its writer is the requester.
    `notice`: it came to the reply address of a notice, so it is a colleague's or nobody's public word.
    """

    ticket_id: UUID
    at_home: bool
    takes_part: bool
    by: Literal["token", "thread", "number"]
    notice: Answered | None = None


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
    """It belongs to a ticket: what the requester says (`public`), or something for the team, with its `reason` if any.

    With `agent_id` it is what that colleague says, publicly or in a note.
    """

    ticket_id: UUID
    public: bool
    reason: str = ""
    agent_id: UUID | None = None


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
    if facts.match and (decision := _by_match(facts, facts.match)):
        return decision
    if facts.machine not in ("", "nobody"):
        return ToPeople(LIST if facts.machine in ("list", "bulk") else AUTOMATIC)
    return _new(facts)


def _by_match(facts: Facts, match: Match) -> Decision | None:
    """What the ticket that was found says of it; None where that one is only named."""
    if match.notice and facts.machine in BY_THEMSELVES:
        return ToNobody(AUTOMATIC)
    return _on_ticket(facts, match) if match.at_home and _belongs(match) else None


def _belongs(match: Match) -> bool:
    """A number is known to many: it counts only from somebody who takes part."""
    return match.by != "number" or match.takes_part


def _on_ticket(facts: Facts, match: Match) -> Decision:
    if facts.written >= MOST_WRITTEN:
        return ToPeople(TOO_MANY_ON_TICKET)
    if facts.is_forged:
        # Whoever writes in the requester's name must not say in public what the agents would act on.
        return ToComment(match.ticket_id, public=False, reason=FORGED)
    if match.notice:
        return _on_notice(facts, match, match.notice)
    answers_by_itself = facts.machine in ("reply", "notice")
    return ToComment(match.ticket_id, public=match.takes_part and not answers_by_itself)


def _on_notice(facts: Facts, match: Match, notice: Answered) -> ToComment:
    """An answer of the colleague who was told is theirs; of anybody else it is a mail for the team, kept whole."""
    if not notice.is_theirs or facts.machine:
        return ToComment(match.ticket_id, public=False)
    if not notice.may:
        return ToComment(match.ticket_id, public=False, reason=MAY_NOT_ANSWER)
    if not notice.speaks:
        # What it says would be what it quotes, which is for the team alone.
        return ToComment(match.ticket_id, public=False, reason=NOTHING_SAID)
    return ToComment(match.ticket_id, public=not notice.inside, agent_id=notice.person_id)


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
