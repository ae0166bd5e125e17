from uuid import uuid4

import pytest

from services.notifications.domain.recipients import NOT_MAILABLE, OUR_OWN, Told, is_proven, recipient
from shared.contracts.parts import SYSTEM, Actor, Channel
from shared.contracts.tickets import CommentAdded, TicketCreated
from tests.builders import ANNA, NOW, RITA, a_requester, a_ticket

DESK = "support@desk.example"


def created(email: str | None, actor: Actor = RITA) -> TicketCreated:
    ticket = a_ticket(requester=a_requester(email=email)).public_state
    return TicketCreated(ticket=ticket, actor=actor, body="", channel=Channel.WIDGET, public_token="t")


def commented(actor: Actor) -> CommentAdded:
    ticket = a_ticket().public_state
    return CommentAdded(ticket=ticket, actor=actor, comment_id=uuid4(), body="x", created_at=NOW)


@pytest.mark.parametrize("actor", [RITA, ANNA, SYSTEM])
def test_a_new_ticket_is_confirmed_to_its_requester(actor: Actor):
    assert recipient(created("rita@example.com", actor), [DESK]) == Told("rita@example.com")


@pytest.mark.parametrize(
    ("actor", "told"),
    [(ANNA, "rita@example.com"), (RITA, None), (SYSTEM, None)],
    ids=lambda value: str(value)[:20],
)
def test_only_an_agents_comment_is_mailed(actor: Actor, told: str | None):
    assert recipient(commented(actor), [DESK]) == (Told(told) if told else None)


@pytest.mark.parametrize("email", [None, "", "  "])
def test_without_an_address_nobody_is_to_be_told(email: str | None):
    assert recipient(created(email), []) is None


@pytest.mark.parametrize(
    ("channel", "actor", "verified", "proven"),
    [
        (Channel.WIDGET, RITA, False, False),
        (Channel.WIDGET, RITA, True, True),
        (Channel.EMAIL, RITA, False, False),
        (Channel.PANEL, ANNA, False, True),
        (Channel.API, ANNA, False, True),
        (Channel.API, RITA, False, False),
        (Channel.WIDGET, ANNA, False, False),
    ],
)
def test_who_answers_for_an_address(channel, actor, verified, proven):
    ticket = a_ticket(requester=a_requester(verified=verified)).public_state
    event = TicketCreated(ticket=ticket, actor=actor, body="", channel=channel, public_token="t")
    assert is_proven(event) is proven


@pytest.mark.parametrize("email", [DESK, "Support@DESK.example", "support+token@desk.example", f" {DESK} "])
def test_a_desks_own_mailbox_is_never_mailed(email: str):
    told = recipient(created(email), ["other@desk.example", DESK])
    assert told is not None
    assert told.problem == OUR_OWN


@pytest.mark.parametrize(
    "address", ["a@b.pl", "a.b+c@x-y.example.com", "o'neil@example.com", "x" * 64 + "@example.com"]
)
def test_plain_addresses_are_addresses(address: str):
    assert recipient(created(address), []) == Told(address)


@pytest.mark.parametrize(
    "address",
    [
        "Rita <rita@example.com>",
        "rita@example.com,all@example.com",
        "rita@example.com\r\nBcc: all@example.com",
        "rita",
        "rita@localhost",
        "rita@-x.example",
        "rita@example..com",
        ".rita@example.com",
        "ri..ta@example.com",
        '"ri ta"@example.com',
        "rita(x)@example.com",
        "rita@[127.0.0.1]",
        "a@b@example.com",
        "żółw@example.com",
        "x" * 65 + "@example.com",
        "x@" + "a" * 64 + ".com",
        "x@" + "a." * 130 + "com",
    ],
)
def test_anything_a_mail_head_could_read_otherwise_is_no_address(address: str):
    assert recipient(created(address), []) == Told(address, NOT_MAILABLE)


def test_an_address_has_at_most_254_signs():
    longest = "x@" + ".".join(["a" * 63] * 3) + "." + "b" * 60
    assert len(longest) == 254
    assert recipient(created(longest), []) == Told(longest)
    assert recipient(created(longest + "b"), []) == Told(longest + "b", NOT_MAILABLE)
