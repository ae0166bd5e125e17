"""BinHex: the data of a file that an old Mac sent."""

import binascii
import struct

import pytest

from services.notifications.parsing.binhex import BASE64, LETTERS, read_binhex
from tests.notifications.parsing.builders import PNG, mail_of, multipart, part, read, text

AS_LETTERS = bytes.maketrans(BASE64, LETTERS)
KIND = b"application/mac-binhex40"


def binhex(content: bytes, name: bytes = b"old lamp.png", rolled: bytes | None = None) -> bytes:
    """`content` as a Mac sends it; `rolled` is how its runs are written, if it has any."""
    head = struct.pack(">x4s4sHLLH", b"PNGf", b"ogle", 0, len(content), 0, 7)
    plain = (bytes([len(name)]) + name + head).replace(b"\x90", b"\x90\0")
    packed = plain + (content.replace(b"\x90", b"\x90\0") if rolled is None else rolled) + b"\x12\x34"
    letters = binascii.b2a_base64(packed, newline=False).rstrip(b"=").translate(AS_LETTERS)
    lines = b"\r\n".join(letters[at : at + 64] for at in range(0, len(letters), 64))
    return b"(This file must be converted with BinHex 4.0)\r\n\r\n:" + lines + b":\r\n"


def a_mail(coded: bytes, name: bytes) -> bytes:
    named = part(coded, b"Content-Type: " + KIND + name)
    return mail_of(multipart("mixed", text("Hello"), named))


@pytest.mark.parametrize(
    ("given", "name"), [(b"", "old lamp.png"), (b"; name=a.png", "a.png"), (b"; name=a.png.hqx", "a.png")]
)
def test_a_file_is_taken_out_of_binhex(given: bytes, name: str):
    (found,) = read(a_mail(binhex(PNG), given)).attachments
    assert (found.name, found.content_type, found.content) == (name, "image/png", PNG)


@pytest.mark.parametrize(
    ("content", "rolled"), [(b"a\x90\x90b", None), (b"abbbbc", b"ab\x90\4c"), (b"\x90" * 4, b"\x90\0\x90\4")]
)
def test_runs_are_unrolled_and_the_sign_for_them_is_itself(content: bytes, rolled: bytes | None):
    found = read_binhex(binhex(content, rolled=rolled))
    assert found
    assert found.content == content


def test_what_is_no_binhex_stays_as_it_came():
    (found,) = read(a_mail(b"nothing", b"; name=a.png")).attachments
    assert (found.content_type, found.content) == (KIND.decode(), b"nothing")
    assert read_binhex(binhex(b"")) is None
    assert all(read_binhex(binhex(PNG)[:end]) is None for end in range(100))


def test_a_file_that_unrolls_without_end_stays_as_it_came():
    runs = binascii.b2a_base64(b"\x01a" + b"x\x90\xff" * 200_000, newline=False).translate(AS_LETTERS)
    assert read_binhex(b":" + runs + b":") is None
