"""The rule that says what becomes of a mail that arrived."""

from dataclasses import replace
from typing import Literal
from uuid import uuid4

import pytest

from services.notifications.domain.deciding import (
    MOST_OPENED,
    MOST_WRITTEN,
    Answered,
    Facts,
    Match,
    ToComment,
    ToDelivery,
    ToNobody,
    ToPeople,
    ToTicket,
    decide,
)
from services.notifications.queries.matching import numbers_in

TICKET = uuid4()
RITA = "rita@example.com"


def facts(**more) -> Facts:
    return Facts(**({"sender": RITA, "desk_opens": True} | more))


def match(by: Literal["token", "thread", "number"] = "thread", takes_part=True, at_home=True) -> Match:
    return Match(TICKET, at_home, takes_part, by)


@pytest.mark.parametrize(
    ("known", "decision"),
    [
        (facts(), ToTicket()),
        (facts(desk_opens=False), ToPeople()),
        (facts(match=match("token")), ToComment(TICKET, public=True)),
        (facts(match=match("thread")), ToComment(TICKET, public=True)),
        (facts(match=match("number")), ToComment(TICKET, public=True)),
        (facts(match=match("thread"), desk_opens=False), ToComment(TICKET, public=True)),
        # Somebody who takes no part: the answer is kept inside, a number alone opens nothing of the ticket.
        (facts(match=match("token", takes_part=False)), ToComment(TICKET, public=False)),
        (facts(match=match("thread", takes_part=False)), ToComment(TICKET, public=False)),
        (facts(match=match("number", takes_part=False)), ToTicket("names_ticket", TICKET)),
        (facts(match=match("number", takes_part=False), desk_opens=False), ToPeople()),
        # To another desk than the ticket's.
        (facts(match=match("thread", at_home=False)), ToTicket("answers_ticket", TICKET)),
        (facts(match=match("token", at_home=False), desk_opens=False), ToPeople()),
        # Machines.
        (facts(machine="reply"), ToPeople("automatic")),
        (facts(machine="notice"), ToPeople("automatic")),
        (facts(machine="list"), ToPeople("list")),
        (facts(machine="bulk"), ToPeople("list")),
        (facts(machine="reply", match=match()), ToComment(TICKET, public=False)),
        (facts(machine="notice", match=match("token")), ToComment(TICKET, public=False)),
        (facts(machine="list", match=match()), ToComment(TICKET, public=True)),
        (facts(machine="reply", match=match("number", takes_part=False)), ToPeople("automatic")),
        (facts(machine="reply", match=match("thread", at_home=False)), ToPeople("automatic")),
        # Somebody in the requester's name.
        (facts(is_forged=True, match=match("token")), ToComment(TICKET, public=False, reason="forged")),
        (facts(is_forged=True, match=match("number")), ToComment(TICKET, public=False, reason="forged")),
        (facts(is_forged=True), ToTicket()),
        # Ourselves, bounces, what lay there before.
        (facts(is_own=True), ToNobody("own_address")),
        (facts(is_own=True, match=match("token")), ToNobody("own_address")),
        (facts(is_bounce=True), ToDelivery()),
        (facts(is_bounce=True, is_own=True), ToDelivery()),
        (facts(is_bounce=True, is_old=True), ToPeople("old")),
        (facts(is_old=True), ToPeople("old")),
        (facts(is_old=True, match=match()), ToPeople("old")),
        # Nobody can be answered.
        (facts(sender=""), ToPeople("sender_unclear")),
        (facts(sender="", match=match("thread", takes_part=False)), ToComment(TICKET, public=False)),
        # Storms.
        (facts(opened=MOST_OPENED), ToPeople("too_many_from_sender")),
        (facts(opened=MOST_OPENED - 1), ToTicket()),
        (facts(opened=MOST_OPENED, match=match()), ToComment(TICKET, public=True)),
        (facts(written=MOST_WRITTEN, match=match()), ToPeople("too_many_on_ticket")),
        (facts(written=MOST_WRITTEN - 1, match=match()), ToComment(TICKET, public=True)),
    ],
)
def test_what_becomes_of_a_mail(known: Facts, decision: object):
    assert decide(known) == decision


BEA = uuid4()


def to_notice(inside=False, is_theirs=True, may=True, speaks=True, **more) -> Match:
    return replace(
        match("token", **({"takes_part": False} | more)), notice=Answered(BEA, inside, is_theirs, may, speaks)
    )


@pytest.mark.parametrize(
    ("known", "decision"),
    [
        # Their own answer is theirs, and as public as what it answers.
        (facts(match=to_notice()), ToComment(TICKET, public=True, agent_id=BEA)),
        (facts(match=to_notice(inside=True)), ToComment(TICKET, public=False, agent_id=BEA)),
        (facts(match=to_notice(), desk_opens=False), ToComment(TICKET, public=True, agent_id=BEA)),
        # Of anybody else, the requester included, it is a mail for the team.
        (facts(match=to_notice(is_theirs=False)), ToComment(TICKET, public=False)),
        (facts(match=to_notice(is_theirs=False, takes_part=True)), ToComment(TICKET, public=False)),
        (facts(match=to_notice(inside=True, is_theirs=False)), ToComment(TICKET, public=False)),
        (facts(sender="", match=to_notice(is_theirs=False)), ToComment(TICKET, public=False)),
        # Who may not any more, in whose name somebody else writes, who has nothing to say.
        (facts(match=to_notice(may=False)), ToComment(TICKET, public=False, reason="may_not_answer")),
        (facts(match=to_notice(), is_forged=True), ToComment(TICKET, public=False, reason="forged")),
        (facts(match=to_notice(inside=True), is_forged=True), ToComment(TICKET, False, reason="forged")),
        (facts(match=to_notice(speaks=False)), ToComment(TICKET, False, reason="nothing_said")),
        # Machines: what answers by itself is nobody's news; what went through a list is not surely theirs.
        (facts(match=to_notice(), machine="reply"), ToNobody("automatic")),
        (facts(match=to_notice(inside=True), machine="notice"), ToNobody("automatic")),
        (facts(match=to_notice(is_theirs=False), machine="bulk"), ToNobody("automatic")),
        (facts(match=to_notice(at_home=False), machine="reply"), ToNobody("automatic")),
        (facts(match=to_notice(), machine="list"), ToComment(TICKET, public=False)),
        (facts(match=to_notice(), machine="nobody"), ToComment(TICKET, public=False)),
        # What comes before all of that, and another desk.
        (facts(match=to_notice(), is_own=True), ToNobody("own_address")),
        (facts(match=to_notice(), is_bounce=True), ToDelivery()),
        (facts(match=to_notice(), is_old=True), ToPeople("old")),
        (facts(match=to_notice(), written=MOST_WRITTEN), ToPeople("too_many_on_ticket")),
        (facts(match=to_notice(at_home=False)), ToTicket("answers_ticket", TICKET)),
    ],
)
def test_what_becomes_of_an_answer_to_a_notice(known: Facts, decision: object):
    assert decide(known) == decision


NUMBERS = [
    ("Re: [#T-001] Printer", "#T-001"),
    ("AW: Ticket T-001: Drucker", "T-001"),
    ("Odp: (SUP-2026-001) drukarka", "SUP-2026-001"),
    ("Re: 2616-2", "2616-2"),
    ("about T-001.", "T-001"),
    ("about #T-001", "T-001"),
    ("about T-001", "#T-001"),
    ("SUP-26-11-7!", "SUP-26-11-7"),
    ("Zgłoszenie ŻÓŁW/7/26", "ŻÓŁW/7/26"),
]


@pytest.mark.parametrize(("subject", "number"), NUMBERS)
def test_numbers_are_found_whatever_their_pattern(subject: str, number: str):
    assert number in numbers_in(subject)


def test_a_subject_of_digits_has_few_candidates():
    assert len(numbers_in("1 " * 5000)) <= 100
    assert numbers_in("9" * 5000) == []
