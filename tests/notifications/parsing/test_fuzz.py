"""Mutated mails (S2): no crash, nothing slow, and every answer can be stored. Seeded: a failure comes again."""

import json
import random
import time

import pytest

from services.notifications.parsing.child import describe
from services.notifications.parsing.limits import NoMail, TooMuch
from tests.notifications.parsing.builders import file, mail, mail_of, multipart, part, text
from tests.notifications.parsing.malformed import MALFORMED
from tests.notifications.parsing.test_tnef import BODY, FILE, a_mail, tnef

SEEDS, EACH = 20, 250
SECONDS = 2.0

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


@pytest.mark.parametrize("seed", range(SEEDS))
def test_mutated_mails_are_read_or_refused(seed: int):
    chance = random.Random(seed)
    for number in range(EACH):
        content = mutated(chance.choice(SEEDLINGS), chance)
        began = time.process_time()
        try:
            shown = json.loads(describe(content))
        except (TooMuch, NoMail):
            continue
        assert time.process_time() - began < SECONDS, (seed, number)
        assert "\0" not in json.dumps(shown, ensure_ascii=False)
        assert "\n" not in shown["subject"] + shown["from"]["name"] + shown["from"]["address"]
