"""Japanese in seven bits, with the letters that Windows adds and in the eight bits that others write."""

import pytest

from services.notifications.parsing import charsets
from services.notifications.parsing.charsets import decode
from tests.notifications.parsing.builders import mail, read

KIND = b"Content-Type: text/plain; charset=iso-2022-jp"
WINDOWS = {"①": b"-!", "㈱": b"-j", "髙": b"|b"}
"""Letters of code page 50220 as the pair of signs that stands between escapes."""


@pytest.mark.parametrize("letter", WINDOWS)
def test_a_letter_of_windows_between_others(letter: str):
    raw = "注文".encode("iso-2022-jp")[:-3] + WINDOWS[letter] + b"\x1b(B 2"
    assert read(mail(raw, KIND)).text == f"注文{letter} 2"


def test_such_a_letter_in_a_subject_that_declares_nothing():
    subject = b"Subject: \x1b$B-!\x1b(B lamp"
    assert read(mail(b"", subject, top=False)).subject == "① lamp"


def test_each_line_begins_in_ascii_and_half_letters_are_read():
    assert decode(b"\x1b(I12\x1b$B-!\nlamp", "iso-2022-jp") == "ｱｲ①\nlamp"


@pytest.mark.parametrize("words", ["商品が届きません", "ランプ 2"])
def test_the_set_of_windows_in_eight_bits_under_that_name(words: str):
    assert read(mail(words.encode("cp932"), KIND)).text == words


def test_every_letter_of_the_standard_is_what_the_standard_says():
    rows = [bytes((row, cell)) for row in (0x24, 0x25, 0x30, 0x4F, 0x5E, 0x5F, 0x74) for cell in (0x21, 0x24)]
    raw = b"\x1b$B" + b"".join(rows) + b"\x1b(B"
    assert decode(raw + b"\x1b$B-!", "iso-2022-jp") == raw.decode("iso-2022-jp") + "①"


def test_a_mail_of_nothing_but_broken_letters_costs_no_more_than_some_guesses():
    raw = b"\x1b$B-!\n" * charsets.AS_ONE_GUESS
    with charsets.few_guesses(3):
        assert "①" not in decode(raw, "iso-2022-jp")
    assert decode(raw, "iso-2022-jp").count("①") == charsets.AS_ONE_GUESS
