"""Whom of the team to tell what happened, and whether by mail: the whole rule, a table of cases in its test."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

from shared.contracts.desk_members import DeskMembers, can_see_desk


class NoticeKind(StrEnum):
    """What somebody of the team can be told."""

    ASSIGNED = "assigned"
    CUSTOMER_REPLIED = "customer_replied"
    NOTE_ADDED = "note_added"
    MENTIONED = "mentioned"
    WOKEN = "woken"
    DELIVERY_FAILED = "delivery_failed"
    MAILBOX_SILENT = "mailbox_silent"
    MAILS_LIMITED = "mails_limited"


MAILED = frozenset(NoticeKind) - {NoticeKind.WOKEN}
"""Kinds that are mailed to who has not chosen otherwise."""
ANSWERED_INSIDE = frozenset({NoticeKind.NOTE_ADDED})
ANSWERED = ANSWERED_INSIDE | {NoticeKind.ASSIGNED, NoticeKind.CUSTOMER_REPLIED}
"""Kinds whose mails can be answered; an answer to what is internal is internal."""
OF_MAILBOXES = frozenset({NoticeKind.MAILBOX_SILENT, NoticeKind.MAILS_LIMITED})
"""What happens to a desk's mailbox, and to no ticket."""
NEVER_UNHEARD = OF_MAILBOXES | {NoticeKind.DELIVERY_FAILED}
"""What somebody must hear of: who manages the desk, where nobody is responsible."""

ASSIGNEE, MEMBER, MANAGES, BY_NAME = "assignee", "member", "manages", "mentioned"
"""Why somebody is told."""
OWN_ACTION, NO_ACCESS, INACTIVE = "own_action", "no_access", "inactive"
"""Why somebody is not told."""
MUTED, NO_ADDRESS, OUR_OWN_MAILBOX = "muted", "no_address", "our_own_mailbox"
TOO_MANY, NO_MAILBOX = "too_many", "no_mailbox_and_no_system_mail"
"""Why somebody is told in the panel alone."""

MOST_MAILS = 20
"""Notices that are mailed to one person about one ticket in an hour."""


@dataclass(frozen=True, slots=True)
class Colleague:
    """Somebody of the team, with those of their active groups that work on the desk in question."""

    id: UUID
    address: str
    language: str
    time_zone: str
    active: bool
    permissions: frozenset[str]
    groups: frozenset[UUID] = frozenset()

    def sees(self, desk: DeskMembers) -> bool:
        """Whether they may know of the desk and look at its tickets."""
        return "ticket.read" in self.permissions and can_see_desk(
            desk, self.id, self.permissions, self.groups
        )


@dataclass(frozen=True, slots=True)
class Responsible:
    """Who is responsible for a ticket: one person, or (`group` is its name) several."""

    ids: tuple[UUID, ...]
    group: str = ""


@dataclass(frozen=True, slots=True)
class Considered:
    """Somebody who was thought of: why, through which group, and why they are not told, if so."""

    person: Colleague
    why: str
    group: str = ""
    not_told: str = ""


@dataclass(frozen=True, slots=True)
class Mailing:
    """What decides whether one person's notice is mailed. `sent` counts those of the last hour about the ticket."""

    wanted: bool
    has_mailbox: bool
    has_address: bool
    is_own_mailbox: bool
    sent: int


def consider(
    kind: NoticeKind,
    responsible: Responsible | None,
    people: Mapping[UUID, Colleague],
    desk: DeskMembers,
    doer: UUID | None,
) -> list[Considered]:
    """Whoever has to do with it; `people` has all who are responsible, and those who manage desks.

    Of what nobody is responsible for nobody is told: it is seen in To Assign. `doer` is who did it.
    """
    if responsible:
        why = MEMBER if responsible.group else ASSIGNEE
        found = [Considered(people[each], why, responsible.group) for each in responsible.ids]
    elif kind in NEVER_UNHEARD:
        found = [Considered(each, MANAGES) for each in people.values() if _manages(each)]
    else:
        found = []
    return [_judged(each, desk, doer) for each in found]


def consider_mentioned(people: Iterable[Colleague], doer: UUID | None) -> list[Considered]:
    """Whoever a note calls by name: they may see that ticket, whichever desk it is on, if their role reads tickets."""
    found: list[Considered] = []
    for person in people:
        reasons = {
            OWN_ACTION: person.id == doer,
            INACTIVE: not person.active,
            NO_ACCESS: "ticket.read" not in person.permissions,
        }
        found.append(Considered(person, BY_NAME, "", _first(reasons)))
    return found


def why_no_mail(mailing: Mailing) -> str:
    """Why a notice is not mailed, or ''."""
    reasons = {
        MUTED: not mailing.wanted,
        NO_MAILBOX: not mailing.has_mailbox,
        NO_ADDRESS: not mailing.has_address,
        OUR_OWN_MAILBOX: mailing.is_own_mailbox,
        TOO_MANY: mailing.sent >= MOST_MAILS,
    }
    return _first(reasons)


def is_mailed(kind: NoticeKind, chosen: Mapping[str, bool]) -> bool:
    """Whether somebody who chose so wants such notices by mail."""
    return chosen.get(kind, kind in MAILED)


def path_of(kind: NoticeKind, ticket_id: UUID | None, desk_id: UUID | None) -> str:
    """Where in the panel a notice leads."""
    if ticket_id:
        return f"/panel/tickets/{ticket_id}"
    limited = kind is NoticeKind.MAILS_LIMITED
    return "/panel/mail/inbox" if limited else f"/panel/mail/desks/{desk_id}"


def kinds_open_to(permissions: Collection[str]) -> list[NoticeKind]:
    """The kinds that somebody with these permissions can be told."""
    manages = "desk.manage" in permissions
    return [kind for kind in NoticeKind if manages or kind not in OF_MAILBOXES]


def _manages(person: Colleague) -> bool:
    return person.active and "desk.manage" in person.permissions


def _judged(found: Considered, desk: DeskMembers, doer: UUID | None) -> Considered:
    person = found.person
    reasons = {
        OWN_ACTION: person.id == doer,
        INACTIVE: not person.active,
        NO_ACCESS: not person.sees(desk),
    }
    return Considered(person, found.why, found.group, _first(reasons))


def _first(reasons: Mapping[str, bool]) -> str:
    """The first of the reasons that holds, or ''."""
    return next((reason for reason, holds in reasons.items() if holds), "")
