"""Mails as nobody means to write them: mutated ones of our own, and bombs put together by chance. Seeded: each comes again."""

import random

from tests.notifications.parsing.bombs import HTML, MIXED, TOP, nested
from tests.notifications.parsing.builders import PNG, file, mail, mail_of, multipart, part, text
from tests.notifications.parsing.malformed import MALFORMED
from tests.notifications.parsing.test_binhex import a_mail as mac_mail
from tests.notifications.parsing.test_binhex import binhex
from tests.notifications.parsing.test_rtf import WRAPPED, literally, rich
from tests.notifications.parsing.test_smime import INNER, signed
from tests.notifications.parsing.test_smime import a_mail as signed_mail
from tests.notifications.parsing.test_tnef import BODY, FILE, a_mail, tnef

BOMBS_AMONG = 50
"""Mails among which one is a bomb."""
LONGEST_BOMB = 1_000_000

WHOLE = mail_of(
    multipart(
        "mixed",
        multipart(
            "alternative", text("Zażółć"), text("<p>Zażółć <b>gęślą</b></p>", html=True), boundary=b"b2"
        ),
        file(b"=?utf-8?q?=C5=BC=C3=B3=C5=82w?=.png", more=b"Content-ID: <a@b>"),
        part(mail(), b"Content-Type: message/rfc822"),
        part(b"BEGIN:VEVENT\r\nSUMMARY:x\r\nEND:VEVENT", b"Content-Type: text/calendar"),
    )
)
SEEDLINGS = [
    WHOLE,
    a_mail(tnef(BODY, *FILE), text("Hello")),
    a_mail(tnef(rich(literally(WRAPPED)), *FILE)),
    signed_mail(signed(INNER)),
    mac_mail(binhex(PNG), b""),
    *(broken.content for broken in MALFORMED.values()),
]
PIECES = [
    b"\r\n", b"\n", b"\r", b"\0", b"--b1", b"--b1--", b"\r\n--b2\r\n", b"=?utf-8?B?", b"?=", b"(", b'"', b"<", b">", b",", b";",
    b"\xff\xfe", b"\xc5", b"=", b"%C5", b"Content-Type: multipart/mixed; boundary=b1\r\n", b"Content-Type: text/html\r\n\r\n",
    b"Content-Transfer-Encoding: base64\r\n", b"begin 644 x\r\n", b"end\r\n", b"charset=utf-16", b"charset=iso-2022-jp", b"\x1b$B",
    b" " * 300, b"<div>" * 300, b"name*0*=", b"From ", b"\xef\xbb\xbf", b"&#x0;", b"<!--", b"format=flowed; delsp=yes",
]  # fmt: skip


def mutated(content: bytes, chance: random.Random) -> bytes:
    """A few bytes turned, taken out, doubled or put in."""
    made = bytearray(content)
    for _ in range(chance.randint(1, 8)):
        at, length = chance.randrange(len(made) + 1), chance.randint(1, 60)
        how = chance.randrange(5)
        if how == 0 and at < len(made):
            made[at] = chance.randrange(256)
        elif how == 1:
            del made[at : at + length]
        elif how == 2:
            made[at:at] = made[at : at + length]
        elif how == 3:
            made[at:at] = chance.choice(PIECES)
        else:
            other = chance.choice(SEEDLINGS)
            start = chance.randrange(len(other))
            made[at : at + length] = other[start : start + length * 4]
    return bytes(made)


def bomb(chance: random.Random) -> bytes:
    """A piece or two, over and over, at a place where they may cost most."""
    pieces = b"".join(chance.choice(PIECES) for _ in range(chance.randint(1, 3)))
    many = pieces * (chance.randint(1000, LONGEST_BOMB) // len(pieces))
    at = chance.randrange(6)
    if at == 0:
        return b"From: " + many + b"\r\nTo: " + many + b"\r\n\r\nx"
    if at == 1:
        return b'Content-Type: a/b; name="' + many + b"\r\n" + TOP + b"\r\nx"
    if at == 2:
        return nested(chance.randint(1, 60)) + many
    return chance.choice((TOP + b"\r\n", HTML, MIXED + b"--b\r\n")) + many


def made(seed: int, number: int) -> bytes:
    """The mail of that number; the same one for the same seed."""
    chance = random.Random(f"{seed}:{number}")
    return bomb(chance) if not number % BOMBS_AMONG else mutated(chance.choice(SEEDLINGS), chance)
