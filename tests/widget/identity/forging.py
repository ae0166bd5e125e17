"""Signatures that nobody made: altered, shortened, of other fields, of other secrets; `python -m tests.widget.identity.forging 1000000`."""

import random
import string
import sys
import time
from collections.abc import Callable
from datetime import timedelta
from statistics import mean, variance

from services.widget.domain.identity import signed_identity
from services.widget.domain.signature import IDENTITY_FIELDS, Secret, Signer, sign, verify
from tests.builders import NOW

SIGNER = Signer(
    "desk-token", (Secret("secret"), Secret("replaced").replaced(NOW - timedelta(days=2), timedelta(days=1)))
)
SIGNED_AT = str(int(NOW.timestamp()))
SIGNS = string.ascii_letters + string.digits + "=\n.-_@"

Try = tuple[dict[str, str], str | None, str | None]
"""What a forger sends: identity, signature, date."""


def forged(chance: random.Random) -> Try:
    """One try that must prove nothing."""
    return chance.choice(WAYS)(chance)


def accepted(count: int, number: int = 1) -> list[Try]:
    """Those of `count` tries that proved somebody; `number` chooses them."""
    chance = random.Random(number)
    tries = (forged(chance) for _ in range(count))
    return [each for each in tries if signed_identity(each[0], verify(*each, SIGNER, NOW))]


def _identity(chance: random.Random) -> dict[str, str]:
    names = chance.sample(IDENTITY_FIELDS, chance.randint(1, len(IDENTITY_FIELDS)))
    return {"client_external_id": "acme"} | {name: _word(chance) for name in names}


def _word(chance: random.Random) -> str:
    return "".join(chance.choices(SIGNS.replace("\n", ""), k=chance.randint(1, 12)))


def _lines(identity: dict[str, str], token: str = "desk-token", at: str = SIGNED_AT) -> str:
    fields = {**identity, "desk_token": token, "signed_at": at}
    return "\n".join(sorted(f"{name}={value}" for name, value in fields.items()))


def _plain(identity: dict[str, str]) -> str:
    return "\n".join(
        str(identity[name]) for name in ("client_external_id", "user_external_id") if name in identity
    )


def _random(chance: random.Random) -> Try:
    return _identity(chance), f"{chance.getrandbits(256):064x}", chance.choice([None, "", SIGNED_AT])


def _none(chance: random.Random) -> Try:
    return (
        _identity(chance),
        chance.choice([None, "", " ", "0" * 64, "null"]),
        chance.choice([None, SIGNED_AT]),
    )


def _altered(chance: random.Random) -> Try:
    """One digit of a right one is another, is missing, or is written otherwise."""
    identity, is_dated = _identity(chance), chance.random() < 0.5
    right = sign(_lines(identity) if is_dated else _plain(identity), "secret")
    place = chance.randrange(64)
    other = chance.choice([each for each in "0123456789abcdefABCDEF" if each != right[place]])
    wrong = chance.choice([right[:place] + other + right[place + 1 :], right[:-1], right + "0", f" {right}"])
    return identity, wrong, SIGNED_AT if is_dated else None


def _other_words(chance: random.Random) -> Try:
    """A right one, beside a value that it was not made for."""
    identity = _identity(chance)
    right, name = sign(_lines(identity), "secret"), chance.choice(list(identity))
    return identity | {name: f"{identity[name]}{_word(chance)}"}, right, SIGNED_AT


def _other_secret(chance: random.Random) -> Try:
    identity, secret = _identity(chance), chance.choice(["", "replaced", "desk-token", _word(chance) + "!"])
    return identity, sign(_lines(identity), secret), SIGNED_AT


def _other_desk(chance: random.Random) -> Try:
    identity = _identity(chance)
    return identity, sign(_lines(identity, token=f"{_word(chance)}!"), "secret"), SIGNED_AT


def _old(chance: random.Random) -> Try:
    identity, age = _identity(chance), chance.randint(86_401, 10**8)
    at = str(int(NOW.timestamp()) - age)
    return identity, sign(_lines(identity, at=at), "secret"), at


def _wrong_form(chance: random.Random) -> Try:
    """Plain ones sent as dated, and the other way round; the user's id signed as the client's."""
    identity = _identity(chance)
    return chance.choice([
        (identity, sign(_lines(identity), "secret"), None),
        (identity, sign(_plain(identity), "secret"), SIGNED_AT),
        ({"user_external_id": "acme"}, sign("acme", "secret"), None),
        ({"client_external_id": "acme\n7"}, sign("acme\n7", "secret"), None),
    ])  # fmt: skip


WAYS: tuple[Callable[[random.Random], Try], ...] = (
    _random, _none, _altered, _other_words, _other_secret, _other_desk, _old, _wrong_form,
)  # fmt: skip


def apart(count: int) -> float:
    """How far apart, in Welch's t, the times are for a first and for a last wrong digit, tried in random order."""
    right, chance = sign("acme", "secret"), random.Random(count)
    wrong = (("1" if right[0] == "0" else "0") + right[1:], right[:-1] + ("1" if right[-1] == "0" else "0"))
    times: tuple[list[int], list[int]] = ([], [])
    for _ in range(2 * count):
        which = chance.getrandbits(1)
        begun = time.perf_counter_ns()
        verify({"client_external_id": "acme"}, wrong[which], None, SIGNER, NOW)
        times[which].append(time.perf_counter_ns() - begun)
    # What the machine did meanwhile is in the tail of both.
    first, last = (sorted(each)[: int(0.9 * len(each))] for each in times)
    return (mean(first) - mean(last)) / (variance(first) / len(first) + variance(last) / len(last)) ** 0.5


if __name__ == "__main__":
    wanted = int(sys.argv[1])
    print(f"{wanted} forged signatures, {len(accepted(wanted))} accepted; t = {apart(wanted // 10):.2f}")
