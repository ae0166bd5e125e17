"""Mails that stand within their own signature are read; encrypted ones and signed documents stay files."""

from base64 import encodebytes

import pytest

from services.notifications.parsing.smime import signed_content
from tests.notifications.parsing.builders import file, mail, mail_of, multipart, names, read, text

SIGNED, PLAIN, ENVELOPED = (bytes.fromhex("06092a864886f70d0107" + end) for end in ("02", "01", "03"))
TYPE = b"Content-Type: application/pkcs7-mime; smime-type=signed-data; name=smime.p7m"
INNER = multipart("mixed", text("Hello"), file(b"lamp.pdf", b"PDF", b"application/pdf"))


def der(tag: int, *inner: bytes) -> bytes:
    content = b"".join(inner)
    if len(content) < 0x80:
        return bytes([tag, len(content)]) + content
    length = len(content).to_bytes(4, "big")
    return bytes([tag, 0x84]) + length + content


def endless(tag: int, *inner: bytes) -> bytes:
    """An element that does not say its length."""
    return bytes([tag, 0x80]) + b"".join(inner) + b"\0\0"


def signed(content: bytes, kind: bytes = SIGNED, octets: bytes = b"", element=der) -> bytes:
    """CMS as far as it is read: version, digests, content; then certificates and signatures."""
    inner = element(0x30, PLAIN, element(0xA0, octets or der(0x04, content)))
    digests = element(0x31, element(0x30, b"\x06\x01\x00"))
    data = element(0x30, b"\x02\x01\x01", digests, inner, element(0xA0, b"\x02\x01\x07"), der(0x31))
    return element(0x30, kind, element(0xA0, data))


def a_mail(packed: bytes) -> bytes:
    return mail(encodebytes(packed), TYPE, b"Content-Transfer-Encoding: base64")


@pytest.mark.parametrize("element", [der, endless])
def test_words_and_files_are_taken_out_of_the_signature(element):
    found = read(a_mail(signed(INNER, element=element)))
    assert (found.text, [each.name for each in found.attachments]) == ("Hello", ["lamp.pdf"])
    assert (found.sender.address, found.subject) == ("ada@example.com", "Lamp")


@pytest.mark.parametrize("element", [der, endless])
def test_content_in_pieces_is_put_together(element):
    pieces = (INNER[at : at + 50] for at in range(0, len(INNER), 50))
    octets = element(0x24, *(der(0x04, piece) for piece in pieces))
    assert signed_content(signed(b"", octets=octets, element=element)) == INNER


def test_a_signed_content_may_be_signed_again():
    again = b"\r\n".join([TYPE, b"Content-Transfer-Encoding: base64", b"", encodebytes(signed(INNER))])
    assert read(a_mail(signed(again))).text == "Hello"


def test_of_signatures_around_signatures_some_are_opened_and_the_rest_is_a_file():
    inner = INNER
    for _ in range(12):
        inner = b"\r\n".join([TYPE, b"Content-Transfer-Encoding: base64", b"", encodebytes(signed(inner))])
    assert names(mail_of(inner)) == ["smime.p7m"]


def test_what_is_encrypted_stays_a_file_and_says_nothing():
    found = read(a_mail(signed(INNER, ENVELOPED)))
    assert (found.text, [each.name for each in found.attachments]) == ("", ["smime.p7m"])


def test_a_document_that_is_signed_stays_a_file():
    document = file(b"invoice.xml.p7m", signed(b"<?xml version='1.0'?><a/>"), b"application/pkcs7-mime")
    assert names(mail_of(multipart("mixed", text("Hello"), document))) == ["invoice.xml.p7m"]


def test_wherever_a_signature_breaks_off_nothing_breaks():
    for whole in (signed(INNER), signed(INNER, element=endless)):
        for end in range(len(whole)):
            assert signed_content(whole[:end]) in (None, INNER)
    assert signed_content(b"\x30\x80" * 200_000) is None
