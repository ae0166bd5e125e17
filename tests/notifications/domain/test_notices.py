"""The rule that says whom of the team to tell, and whether by mail."""

from dataclasses import dataclass, replace
from uuid import UUID, uuid4

import pytest

from services.notifications.domain.notices import (
    MOST_MAILS,
    NEVER_UNHEARD,
    OF_MAILBOXES,
    Colleague,
    Mailing,
    NoticeKind,
    Responsible,
    consider,
    is_mailed,
    why_no_mail,
)
from shared.contracts.permissions import BY_ROLE

OWNER, ANNA, BEA, GONE, GUEST, AWAY = (uuid4() for _ in range(6))
SUPPORT = uuid4()
ROLES = {OWNER: "owner", ANNA: "agent", BEA: "agent", GONE: "agent", GUEST: "guest", AWAY: "admin"}
ALL = set(NoticeKind)
ABOUT_TICKETS = ALL - OF_MAILBOXES


@dataclass
class Desk:
    member_ids: tuple[UUID, ...] = ()
    group_ids: tuple[UUID, ...] = ()


def people(*groups_of_bea: UUID) -> dict[UUID, Colleague]:
    found = {
        each: Colleague(each, f"{role}@example.com", "en", "UTC", each not in (GONE, AWAY), BY_ROLE[role])
        for each, role in ROLES.items()
    }
    return found | {BEA: replace(found[BEA], groups=frozenset(groups_of_bea))}


def one(person: UUID) -> Responsible:
    return Responsible((person,))


def group(*members: UUID) -> Responsible:
    return Responsible(members, "Support")


OPEN, CLOSED, OF_GROUP = Desk(), Desk((ANNA,)), Desk((), (SUPPORT,))

CASES = [
    # One person: told, unless they did it, or may not see it, or have left.
    (ABOUT_TICKETS, one(BEA), OPEN, ANNA, {BEA: ("assignee", "")}),
    (ABOUT_TICKETS, one(BEA), OPEN, None, {BEA: ("assignee", "")}),
    (ABOUT_TICKETS, one(BEA), OPEN, BEA, {BEA: ("assignee", "own_action")}),
    (ABOUT_TICKETS, one(BEA), CLOSED, ANNA, {BEA: ("assignee", "no_access")}),
    (ABOUT_TICKETS, one(GUEST), OPEN, ANNA, {GUEST: ("assignee", "no_access")}),
    (ABOUT_TICKETS, one(GONE), OPEN, ANNA, {GONE: ("assignee", "inactive")}),
    (ABOUT_TICKETS, one(OWNER), CLOSED, ANNA, {OWNER: ("assignee", "")}),
    (ABOUT_TICKETS, one(BEA), OF_GROUP, ANNA, {BEA: ("assignee", "")}),
    # A group: each of its members by themselves.
    (
        ABOUT_TICKETS,
        group(ANNA, BEA, GONE, GUEST),
        OPEN,
        ANNA,
        {
            ANNA: ("member", "own_action"),
            BEA: ("member", ""),
            GONE: ("member", "inactive"),
            GUEST: ("member", "no_access"),
        },
    ),
    (ABOUT_TICKETS, group(), OPEN, ANNA, {}),
    # Nobody is responsible: it is in To Assign; what must not go unheard is told to who manages the desk.
    (ABOUT_TICKETS - {NoticeKind.DELIVERY_FAILED}, None, OPEN, ANNA, {}),
    (NEVER_UNHEARD, None, CLOSED, None, {OWNER: ("manages", "")}),
]


@pytest.mark.parametrize(("kinds", "responsible", "desk", "doer", "told"), CASES)
def test_who_is_told(kinds, responsible, desk, doer, told):
    for kind in kinds:
        found = consider(kind, responsible, people(SUPPORT), desk, doer)
        assert {each.person.id: (each.why, each.not_told) for each in found} == told


def test_who_manages_desks_and_does_not_see_this_one_is_not_told():
    lead = Colleague(
        uuid4(), "l@x", "en", "UTC", True, frozenset({"desk.manage", "desk.read", "ticket.read"})
    )
    (found,) = consider(NoticeKind.MAILBOX_SILENT, None, {lead.id: lead}, CLOSED, None)
    assert found.not_told == "no_access"


FINE = Mailing(wanted=True, has_mailbox=True, has_address=True, is_own_mailbox=False, sent=0)


@pytest.mark.parametrize(
    ("changed", "reason"),
    [
        ({}, ""),
        ({"wanted": False}, "muted"),
        ({"has_mailbox": False}, "no_mailbox_and_no_system_mail"),
        ({"has_address": False}, "no_address"),
        ({"is_own_mailbox": True}, "our_own_mailbox"),
        ({"sent": MOST_MAILS - 1}, ""),
        ({"sent": MOST_MAILS}, "too_many"),
        ({"wanted": False, "has_mailbox": False, "sent": MOST_MAILS}, "muted"),
    ],
)
def test_why_it_is_not_mailed(changed: dict, reason: str):
    assert why_no_mail(replace(FINE, **changed)) == reason


@pytest.mark.parametrize("kind", NoticeKind)
def test_everything_is_mailed_but_what_the_clock_did_unless_somebody_chose(kind: NoticeKind):
    assert is_mailed(kind, {}) == (kind != NoticeKind.WOKEN)
    assert is_mailed(kind, {kind.value: True})
    assert not is_mailed(kind, {kind.value: False})
