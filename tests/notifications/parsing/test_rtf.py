"""Rich text of winmail.dat: its words, and the HTML that Outlook wrapped into it."""

import struct

import pytest

from services.notifications.parsing.limits import LONGEST_RTF
from services.notifications.parsing.rtf import read_rtf
from services.notifications.parsing.rtf_packing import KNOWN, unpack_rtf
from tests.costs import costs_less
from tests.notifications.parsing.builders import names, read, text
from tests.notifications.parsing.test_tnef import FILE, a_mail, attribute, properties, property_of, tnef

HEAD = rb"{\rtf1\ansi\ansicpg1250\deff0{\fonttbl{\f0\fswiss Arial;}{\f1\fmodern\fcharset204 Courier;}}"
PLAIN = (
    HEAD
    + rb"{\*\generator Riched20;}{\info{\author Ada}}\pard Hello \b lamp\b0 !\par\'bf\'f3\'b3w\tab 2\line\u379?\{3\}}"
)
WRAPPED = (
    HEAD.replace(rb"\deff0", rb"\fromhtml1 \deff0")
    + rb"{\*\htmltag64 <p style=\{a\}>}\htmlrtf {\htmlrtf0 \'bf\'f3\'b3w {\*\htmltag84 <b>}\htmlrtf \b\htmlrtf0 old"
    + rb"{\*\htmltag92 </b>}\htmlrtf \b0\htmlrtf0 {\f1 \'e4\'e0}{\*\mhtmltag <x>}{\*\htmltag84 &nbsp;}\htmlrtf \'a0\htmlrtf0"
    + rb"{\*\htmltag72 </p>}\htmlrtf \par}\htmlrtf0 }"
)


def packed(content: bytes, kind: int = 0x75465A4C) -> bytes:
    return struct.pack("<IIII", len(content) + 12, 0, kind, 0) + content


def literally(rtf: bytes) -> bytes:
    """Packed without a single reference."""
    return packed(b"".join(b"\0" + rtf[at : at + 8] for at in range(0, len(rtf), 8)))


def rich(rtf: bytes) -> bytes:
    return attribute(1, 0x9003, properties(property_of(0x1009, 0x0102, rtf)))


def test_plain_rich_text_is_read_without_its_looks():
    assert read_rtf(PLAIN) == ("Hello lamp!\nżółw\t2\nŻ{3}", "")


def test_html_comes_out_as_it_went_in():
    assert read_rtf(WRAPPED) == ("", "<p style={a}>żółw <b>old</b>да&nbsp;</p>")


def test_letters_of_two_halves_and_what_follows_them_for_older_readers():
    assert read_rtf(rb"{\rtf1 \uc2\u-10179??\u-8704\'3f\'3f x\uc0\u243y}")[0] == "😀 xóy"


@pytest.mark.parametrize("pack", [literally, lambda rtf: packed(rtf, 0x414C454D)])
def test_it_is_unpacked(pack):
    assert unpack_rtf(pack(WRAPPED))[: len(WRAPPED)] == WRAPPED


def test_references_repeat_what_was_said_and_what_is_known_beforehand():
    # `{\rtf1`, then `ab`, then six signs from two places before, which they repeat; then the end.
    tokens = b"".join([
        struct.pack(">H", 0 << 4 | 4),
        b"ab",
        struct.pack(">H", (len(KNOWN) + 6) << 4 | 4),
        struct.pack(">H", (len(KNOWN) + 14) << 4),
    ])  # fmt: skip
    assert unpack_rtf(packed(bytes([0b11001]) + tokens)) == rb"{\rtf1" + b"abababab"


def test_words_of_a_package_may_be_rich_text():
    html = read(a_mail(tnef(rich(literally(WRAPPED)), *FILE))).html
    assert html == '<p style="">żółw <b>old</b>да&nbsp;</p>'
    assert read(a_mail(tnef(rich(literally(PLAIN))))).text.startswith("Hello lamp!")
    assert names(a_mail(tnef(rich(literally(PLAIN))))) == []
    assert read(a_mail(tnef(rich(literally(PLAIN))), text("Hi"))).text == "Hi"


def test_wherever_it_breaks_off_nothing_breaks():
    for end in range(len(WRAPPED)):
        read_rtf(WRAPPED[:end])
        unpack_rtf(literally(WRAPPED)[:end])
    assert unpack_rtf(packed(b"x", 7)) == b""


@pytest.mark.parametrize("bomb", [rb"{", rb"{}", rb"\b", rb"\u1?", rb"\'41", rb"\'", rb"\*\a"])
@pytest.mark.attack("A24", "A25")
def test_bombs_of_rich_text_are_read_at_once(bomb: bytes):
    rtf = rb"{\rtf1 " + (bomb * LONGEST_RTF)[:LONGEST_RTF]
    assert costs_less(1.5, lambda: read_rtf(rtf))


@pytest.mark.attack("A24")
def test_more_than_is_read_is_not_unpacked():
    assert len(unpack_rtf(packed(b"\0lamplamp" * (LONGEST_RTF // 4)))) < LONGEST_RTF + 300


def test_what_stands_in_too_many_groups_is_not_read():
    assert read_rtf(rb"{\rtf1 a" + b"{" * 150 + b"b" + b"{" * 150 + b"c")[0] == "ab"
