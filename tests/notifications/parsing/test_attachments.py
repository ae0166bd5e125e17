"""Files: their names as people read them, their bytes as they were sent (A4, A5 of the attacks)."""

from base64 import b64encode
from binascii import b2a_uu
from hashlib import sha256

import pytest

from services.notifications.parsing.child import unpack
from services.notifications.parsing.file_names import shown_name
from services.notifications.parsing.frames import read_unpacked
from tests.notifications.parsing.builders import PNG, file, mail, mail_of, multipart, names, part, read, text

HELLO = text("Hello")


def with_file(disposition: bytes, kind: bytes = b"application/pdf") -> bytes:
    headers = (b"Content-Type: " + kind, b"Content-Disposition: " + disposition)
    return mail_of(multipart("mixed", HELLO, part(b"PDF", *headers)))


NAMED = {
    b'attachment; filename="lamp.pdf"': "lamp.pdf",
    b"attachment; filename=lamp.pdf": "lamp.pdf",
    b"attachment; filename=old lamp.pdf": "old lamp.pdf",
    b'attachment; filename="a;b.pdf"': "a;b.pdf",
    b'attachment; filename="a\\"b.pdf"': 'a"b.pdf',
    b"attachment; filename*=utf-8''%C5%BC%C3%B3%C5%82w.pdf": "żółw.pdf",
    b"attachment; filename*=iso-8859-2'pl'%BF%F3%B3w.pdf": "żółw.pdf",
    b"attachment; filename*=UTF-8''a%20b.pdf; filename=x.pdf": "a b.pdf",
    b'attachment; filename*0="old "; filename*1="lamp"; filename*2=.pdf': "old lamp.pdf",
    b"attachment; filename*0*=utf-8''%C5; filename*1*=%BC; filename*2=.pdf": "ż.pdf",
    b"attachment; filename*1=.pdf; filename*0=lamp": "lamp.pdf",
    b'attachment; filename="=?utf-8?q?=C5=BC=C3=B3=C5=82w=2Epdf?="': "żółw.pdf",
    b"attachment; filename==?utf-8?B?xbzDs8WCdy5wZGY=?=": "żółw.pdf",
    b'attachment; filename="=?utf-8?q?=C5=BC?=\r\n =?utf-8?q?=C3=B3=2Epdf?="': "żó.pdf",
    'attachment; filename="żółw.pdf"'.encode(): "żółw.pdf",
    'attachment; filename="gröbe Größe für Köln.pdf"'.encode("latin-1"): "gröbe Größe für Köln.pdf",
    b'attachment; FILENAME = "lamp.pdf"': "lamp.pdf",
    b'attachment; size=3 filename="lamp.pdf"': "lamp.pdf",
    b'attachment;\r\n\tfilename="lamp.pdf': "lamp.pdf",
    b"attachment; name=lamp.pdf": "lamp.pdf",
    b"attachment": "file-1.pdf",
    b"": "file-1.pdf",
}


@pytest.mark.parametrize("disposition", NAMED)
def test_a_file_s_name_is_read(disposition: bytes):
    assert names(with_file(disposition)) == [NAMED[disposition]]


def test_the_type_s_name_counts_where_the_disposition_has_none():
    assert names(with_file(b"attachment", b'application/pdf; name="=?utf-8?q?=C5=BC?=.pdf"')) == ["ż.pdf"]


def test_a_name_under_the_other_header_s_parameter_is_one():
    assert names(with_file(b"attachment", b'application/pdf; filename="lamp.pdf"')) == ["lamp.pdf"]
    list_of_lamps = part(b"Lamps", b"Content-Type: text/plain; filename=lamps.txt")
    assert names(mail_of(multipart("mixed", HELLO, list_of_lamps))) == ["lamps.txt"]
    field = part(b"Lamps", b"Content-Disposition: form-data; name=lamps")
    assert names(mail_of(multipart("mixed", HELLO, field))) == []


@pytest.mark.parametrize(
    ("given", "shown"),
    [
        ("../../etc/passwd", "passwd"),
        ("C:\\Users\\ada\\lamp.pdf", "lamp.pdf"),
        ("/", ""),
        ("..", ""),
        (".htaccess", ".htaccess"),
        ("\u200b.htaccess", ".htaccess"),
        ("lamp\u202efdp.exe", "lampfdp.exe"),
        ("lamp.pdf\0.exe", "lamp.pdf.exe"),
        ("a\r\nb.pdf", "ab.pdf"),
        ("x" * 4096 + ".pdf", "x" * 235 + ".pdf"),
        ("x" * 4096, "x" * 255),
    ],
)
@pytest.mark.attack("A4", "A5")
def test_a_name_is_no_path_and_hides_nothing(given: str, shown: str):
    assert shown_name(given) == shown


def test_a_file_is_described_by_its_own_bytes():
    (found,) = read(mail_of(multipart("mixed", HELLO, file(b"a.png")))).attachments
    assert found.content == PNG
    assert found.shown == {
        "name": "a.png",
        "content_type": "image/png",
        "size": len(PNG),
        "sha256": sha256(PNG).hexdigest(),
        "inline": False,
        "content_id": "",
    }


def test_the_contents_come_behind_the_json_for_whoever_stores_them():
    content = mail_of(
        multipart("mixed", HELLO, file(b"a.png"), file(b"b.bin", b"\0" * 9, b"application/x-b"))
    )
    found, contents = read_unpacked(unpack(content))
    assert [each["name"] for each in found["attachments"]] == ["a.png", "b.bin"]
    assert contents == [PNG, b"\0" * 9]
    assert ["From", "Ada <ada@example.com>"] in found["headers"]


def uuencoded(content: bytes) -> bytes:
    return b"".join(b2a_uu(content[at : at + 45]) for at in range(0, len(content), 45))


@pytest.mark.parametrize("end", [b"`\nend\n", b"end\n", b" \nend"])
def test_a_file_between_the_lines_is_taken_out_of_the_text(end: bytes):
    found = read(mail(b"Before\nbegin 644 old lamp.png\n" + uuencoded(PNG) + end + b"\nAfter"))
    assert [(each.name, each.content, each.content_type) for each in found.attachments] == [
        ("old lamp.png", PNG, "image/png")
    ]
    assert found.text.split() == ["Before", "After"]


def test_words_that_look_like_the_begin_of_a_file_stay_words():
    assert read(mail(b"begin 644 the work\nand end it")).text == "begin 644 the work\nand end it"


def test_a_file_in_base64_between_the_lines_is_taken_out():
    lines = b"begin-base64 644 a.png\n" + b64encode(PNG) + b"\n====\n"
    found = read(mail(b"Before\n" + lines))
    assert [each.content for each in found.attachments] == [PNG]


def test_a_yenc_file_is_taken_out():
    coded = bytes((code + 42) % 256 for code in b"Lamp!" * 20)
    lines = b"=ybegin line=128 size=100 name=a.txt\r\n" + coded + b"\r\n=yend size=100\r\n"
    found = read(mail(b"Before\r\n" + lines))
    assert [(each.name, each.content) for each in found.attachments] == [("a.txt", b"Lamp!" * 20)]


def test_a_whole_part_may_be_uuencoded():
    coded = b"begin 644 a.png\n" + uuencoded(PNG) + b"`\nend\n"
    inner = part(coded, b'Content-Type: image/png; name="a.png"', b"Content-Transfer-Encoding: x-uuencode")
    assert [each.content for each in read(mail_of(multipart("mixed", HELLO, inner))).attachments] == [PNG]


@pytest.mark.parametrize(
    ("location", "name"),
    [
        (b"Photo25.jpg", "Photo25.jpg"),
        (b"http://example.com/a/old%20lamp.jpg?size=2#top", "old lamp.jpg"),
        (b"http://example.com/a/", "file-1.jpg"),
        (b"cid:image1", "file-1.jpg"),
    ],
)
def test_a_file_without_a_name_has_that_of_its_location(location: bytes, name: str):
    located = part(PNG, b"Content-Type: image/jpeg", b"Content-Location: " + location)
    assert names(mail_of(multipart("mixed", HELLO, located))) == [name]


def test_what_has_a_name_and_a_type_that_is_none_is_a_file():
    found = read(mail(b"Hello", b'Content-Type: unknown; name="lamp.dat"')).attachments
    assert [(each.name, each.content_type) for each in found] == [("lamp.dat", "application/octet-stream")]


@pytest.mark.parametrize(
    ("kind", "name"),
    [
        (b"message/partial; id=a; number=1", "file-1.bin"),
        (b"message/external-body", "file-1.txt"),
        (b"message/news", "file-1.eml"),
        (b"message/rfc822-headers", "file-1.txt"),
        (b"text/x-unheard-of; charset=utf-8", "file-1.txt"),
    ],
)
def test_kinds_that_are_no_words_are_files(kind: bytes, name: str):
    assert names(mail_of(multipart("mixed", HELLO, part(b"a: b", b"Content-Type: " + kind)))) == [name]


@pytest.mark.parametrize(
    ("said", "name"),
    [
        (b"Table of =?utf-8?q?l=C3=A4mps?=", "Table of lämps.pdf"),
        (b"lamp.PDF", "lamp.PDF"),
        (b"a/b", "a-b.pdf"),
        (b"", "file-1.pdf"),
        (b"long " * 30, "file-1.pdf"),
    ],
)
def test_a_file_without_a_name_has_that_of_what_it_is_said_to_be(said: bytes, name: str):
    described = (b"Content-Type: application/pdf", b"Content-Description: " + said)
    assert names(mail_of(multipart("mixed", HELLO, part(b"PDF", *described)))) == [name]
    with_name = (*described, b"Content-Disposition: attachment; filename=table.pdf")
    assert names(mail_of(multipart("mixed", HELLO, part(b"PDF", *with_name)))) == ["table.pdf"]
