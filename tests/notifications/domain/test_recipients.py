from uuid import uuid4

import pytest

from services.notifications.domain.recipients import is_address, recipient
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
    assert recipient(created("rita@example.com", actor), [DESK]) == "rita@example.com"


@pytest.mark.parametrize(
    ("actor", "told"),
    [(ANNA, "rita@example.com"), (RITA, None), (SYSTEM, None)],
    ids=lambda value: str(value)[:20],
)
def test_only_an_agents_comment_is_mailed(actor: Actor, told: str | None):
    assert recipient(commented(actor), [DESK]) == told


@pytest.mark.parametrize("email", [None, "", "rita", "rita@example.com\r\nBcc: all@example.com"])
def test_without_a_usable_address_nobody_is_mailed(email: str | None):
    assert recipient(created(email), []) is None


@pytest.mark.parametrize("email", [DESK, "Support@DESK.example", "support+token@desk.example", f" {DESK} "])
def test_a_desks_own_mailbox_is_never_mailed(email: str):
    assert recipient(created(email), ["other@desk.example", DESK]) is None


@pytest.mark.parametrize(
    "address", ["a@b.pl", "a.b+c@x-y.example.com", "o'neil@example.com", "x" * 64 + "@example.com"]
)
def test_plain_addresses_are_addresses(address: str):
    assert is_address(address)


@pytest.mark.parametrize(
    "address",
    [
        "Rita <rita@example.com>",
        "rita@example.com,all@example.com",
        "rita@example.com ",
        "rita@example.com\n",
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
    assert not is_address(address)


def test_an_address_has_at_most_254_signs():
    longest = "x@" + ".".join(["a" * 63] * 3) + "." + "b" * 60
    assert len(longest) == 254
    assert is_address(longest)
    assert not is_address(longest + "b")
