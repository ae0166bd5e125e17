"""What invented customers are called and what they write."""

from random import Random
from typing import Any

from services.tickets.domain.requesters import id_of

FIRST = (
    "Ada",
    "Bruno",
    "Chiara",
    "Dana",
    "Emil",
    "Fatima",
    "Grzegorz",
    "Hanna",
    "Igor",
    "Jelena",
    "Kai",
    "Léa",
)
LAST = (
    "Abt",
    "Björk",
    "Cruz",
    "Dąbrowska",
    "Eze",
    "Fischer",
    "Gomes",
    "Haddad",
    "Ito",
    "Jensen",
    "Kowal",
    "Łuczak",
)
CUSTOMERS = 200_000
"""So many different ones; whoever has many tickets is nobody special."""

THINGS = (
    "export", "invoice", "password", "delivery", "calendar", "report", "printer", "newsletter", "payment", "address",
    "account", "backup", "contract", "voucher", "signature", "upload", "holiday", "reminder", "archive", "warranty",
)  # fmt: skip
TROUBLES = (
    "does not open", "shows the wrong month", "is missing", "arrived twice", "stopped yesterday", "cannot be changed",
    "takes minutes", "looks empty", "asks for a code", "was cancelled", "has another name now", "is not ours",
)  # fmt: skip
SENTENCES = (
    "It worked until the update last week.", "Two colleagues see the same.", "We tried another browser as well.",
    "Nothing is urgent, but we would like to know.", "The order was placed by telephone.", "Please call in the morning.",
    "A picture would show more, I can send one.", "It happens with large files only.", "Our customer waits for it.",
)  # fmt: skip
ANSWERS = (
    "Thank you, we look into it.", "Could you tell us the day on which it began?", "This is mended since this morning.",
    "We have sent it again.", "Please sign out once and in again.", "The colleagues of accounting will write to you.",
)  # fmt: skip
SIGNS = "bcdfghjkmnpqrstvwxz23456789"


def a_customer(random: Random) -> dict[str, Any]:
    """The requester's columns of a ticket."""
    number = random.randrange(CUSTOMERS)
    first, last = FIRST[number % len(FIRST)], LAST[number // len(FIRST) % len(LAST)]
    email = f"customer{number}@example.org"
    return {
        "requester_id": id_of(email),
        "requester_email": email,
        "requester_name": f"{first} {last}",
        "requester_phone": None,
        "requester_external_id": f"C-{number}",
        "requester_verified": number % 3 == 0,
    }


def an_inquiry(random: Random) -> tuple[str, str]:
    """Title and text; the reference in it is a word that hardly any other has."""
    thing, trouble = random.choice(THINGS), random.choice(TROUBLES)
    reference = "".join(random.choices(SIGNS, k=7))
    text = " ".join(random.sample(SENTENCES, 3))
    return f"The {thing} {trouble}", f"Since Monday our {thing} {trouble}. {text} Reference {reference}."


def an_answer(random: Random) -> str:
    """What the team writes back."""
    return " ".join(random.sample(ANSWERS, 2))
