"""Outlook's winmail.dat: what it packs is found, what is broken of it does no harm."""

import struct

import pytest

from services.notifications.parsing.tnef import read_tnef
from tests.notifications.parsing.builders import file, mail_of, multipart, read, text

KIND = b"application/ms-tnef"


def attribute(level: int, kind: int, value: bytes) -> bytes:
    return struct.pack("<BHHI", level, kind, 6, len(value)) + value + struct.pack("<H", sum(value) % 65536)


def property_of(name: int, kind: int, value: bytes) -> bytes:
    padded = value + b"\0" * (-len(value) % 4)
    return struct.pack("<HHII", kind, name, 1, len(value)) + padded


def properties(*each: bytes) -> bytes:
    return struct.pack("<I", len(each)) + b"".join(each)


def tnef(*attributes: bytes) -> bytes:
    return struct.pack("<IH", 0x223E9F78, 1) + b"".join(attributes)


FILE = (
    attribute(2, 0x9002, b"\0" * 14),
    attribute(2, 0x8010, b"LAMP~1.PDF\0"),
    attribute(2, 0x800F, b"the lamp"),
    attribute(2, 0x9005, properties(property_of(0x3707, 0x1F, "żółta lampa.pdf\0".encode("utf-16-le")))),
)
BODY = attribute(1, 0x9003, properties(property_of(0x1013, 0x0102, b"<p>Packed</p>")))


def a_mail(packed: bytes, *before: bytes) -> bytes:
    return mail_of(multipart("mixed", *before, file(b"winmail.dat", packed, KIND)))


def test_packed_files_come_in_place_of_the_package_under_their_long_names():
    found = read(a_mail(tnef(*FILE, *FILE), text("Hello")))
    assert [(each.name, each.content) for each in found.attachments] == [("żółta lampa.pdf", b"the lamp")] * 2
    assert found.attachments[0].content_type == "application/pdf"
    assert found.text == "Hello"


def test_packed_words_are_those_of_a_mail_without_others():
    found = read(a_mail(tnef(BODY, *FILE)))
    assert [found.text, found.html] == ["Packed", "<p>Packed</p>"]
    assert read(a_mail(tnef(BODY, *FILE), text("Hello"))).html is None


def test_the_letters_are_of_the_code_page_that_is_named():
    page = attribute(1, 0x9007, struct.pack("<II", 1250, 0))
    titled = attribute(2, 0x8010, "żółw.pdf\0".encode("cp1250"))
    found = read_tnef(tnef(page, FILE[0], titled, FILE[2]))
    assert found
    assert found.files[0].name == "żółw.pdf"


def test_a_named_property_and_many_values_are_passed_over():
    named = (
        struct.pack("<HH", 0x1F, 0x8001)
        + b"\0" * 16
        + struct.pack("<II", 1, 4)
        + b"a\0\0\0"
        + struct.pack("<II", 1, 2)
        + b"x\0\0\0"
    )
    many = (
        struct.pack("<HHI", 0x101F, 0x3001, 2)
        + struct.pack("<I", 4)
        + b"a\0b\0"
        + struct.pack("<I", 2)
        + b"c\0\0\0"
    )
    last = property_of(0x3707, 0x1E, b"last.pdf\0")
    found = read_tnef(tnef(*FILE[:1], FILE[2], attribute(2, 0x9005, properties(named, many, last))))
    assert found
    assert found.files[0].name == "last.pdf"


def test_what_cannot_be_read_stays_the_file_it_came_as():
    for broken in (b"", b"nonsense", tnef()[:5], tnef(), tnef(attribute(1, 0x8004, b"x"))):
        assert [each.name for each in read(a_mail(broken, text("Hello"))).attachments] == ["winmail.dat"]


def test_wherever_it_breaks_off_nothing_breaks():
    whole = tnef(BODY, *FILE)
    for end in range(len(whole)):
        read_tnef(whole[:end])


@pytest.mark.attack("A24")
def test_lengths_that_lie_cost_nothing():
    lying = struct.pack("<IHH", 0xFFFFFFFF, 0x101F, 0x3001) + struct.pack("<I", 0xFFFFFFFF) * 4
    found = read_tnef(tnef(FILE[0], FILE[2], attribute(2, 0x9005, lying)))
    assert found
    assert found.files[0].content == b"the lamp"


def test_of_many_packages_some_are_opened_and_the_rest_are_files():
    packages = [file(b"winmail.dat", tnef(*FILE), KIND)] * 12
    found = [each.name for each in read(mail_of(multipart("mixed", text("Hello"), *packages))).attachments]
    assert found == ["żółta lampa.pdf"] * 10 + ["winmail.dat"] * 2
