"""Pictures of an answer are shown in its mail: RFC 2387 and 2392, read by two parsers."""

import json
import subprocess
import sys
from email.message import EmailMessage
from uuid import uuid4

import pytest

from services.notifications.rendering.pictures import content_id
from shared.contracts.parts import Attachment
from tests.notifications.sending.test_words_of_mails import answered, html_in, stored, text_in

PNG = b"\x89PNG\r\n\x1a\n" + bytes(range(256))


def shape(part: EmailMessage) -> object:
    """The tree of a mail's types."""
    inner = [shape(each) for each in part.iter_parts()] if part.is_multipart() else []  # type: ignore[arg-type]
    return (part.get_content_type(), *inner) if inner else part.get_content_type()


def read_by_ours(got: EmailMessage, folder) -> dict:
    (folder / "mail.eml").write_bytes(got.as_bytes())
    command = [sys.executable, "-m", "services", "mail", "parse", str(folder / "mail.eml")]
    return json.loads(subprocess.run(command, capture_output=True, check=True, timeout=60).stdout)


@pytest.mark.parametrize("kind", ["image/png", "image/jpeg", "image/gif", "image/webp"])
async def test_a_picture_is_shown_below_the_words(mail, desk, mailbox, sink, kind):
    file = await stored(mail, "scan.png", PNG, kind)
    got = await answered(mail, desk, sink, body="See **this**.", attachments=(file,))
    assert shape(got) == ("multipart/alternative", "text/plain", ("multipart/related", "text/html", kind))
    related = got.get_body(("related",))
    assert related is not None
    assert related.get_param("type") == "text/html"
    html, picture = related.iter_parts()
    assert picture["Content-ID"] == f"<{content_id(file)}>"
    assert (picture.get_content_disposition(), picture.get_filename()) == ("inline", "scan.png")
    assert picture.get_payload(decode=True) == PNG
    shown = html.get_content()
    assert shown.count(f'src="cid:{content_id(file)}"') == 1
    assert shown.index("<strong>this</strong>") < shown.index("<img ") < shown.index("Anna")
    assert "Files: attached\n- scan.png" in text_in(got)


async def test_our_own_parser_finds_the_picture_inline_and_the_file_beside_it(
    mail, desk, mailbox, sink, tmp_path
):
    files = (await stored(mail, "a.png", PNG, "image/png"), await stored(mail, "b.txt", b"words"))
    got = await answered(mail, desk, sink, body="Look.", attachments=files)
    inner = ("multipart/alternative", "text/plain", ("multipart/related", "text/html", "image/png"))
    assert shape(got) == ("multipart/mixed", inner, "text/plain")
    found = read_by_ours(got, tmp_path)
    told = [(each["name"], each["inline"], each["content_id"]) for each in found["attachments"]]
    assert told == [("a.png", True, content_id(files[0])), ("b.txt", False, "")]
    assert f"cid:{content_id(files[0])}" in json.dumps(found["html"])


async def test_a_name_is_no_markup(mail, desk, mailbox, sink):
    file = await stored(mail, '"><script>x</script>Żółw.png', PNG, "image/png")
    got = await answered(mail, desk, sink, body="x", attachments=(file,))
    assert 'alt="&quot;&gt;&lt;script&gt;x&lt;/script&gt;Żółw.png"' in html_in(got)
    assert "<script>" not in html_in(got)


@pytest.mark.parametrize("kind", ["image/svg+xml", "image/tiff", "text/html", "application/pdf"])
async def test_what_mail_programs_do_not_show_stays_a_file(mail, desk, mailbox, sink, kind):
    file = await stored(mail, "a.bin", b"<svg onload=x>", kind)
    got = await answered(mail, desk, sink, body="x", attachments=(file,))
    assert [part.get_filename() for part in got.iter_attachments()] == ["a.bin"]
    assert "<img" not in html_in(got)


async def test_pictures_of_more_than_5_mb_are_not_brought(mail, desk, mailbox, sink):
    files = tuple([await stored(mail, f"{n}.png", PNG * 10_000, "image/png") for n in range(3)])
    got = await answered(mail, desk, sink, body="x", attachments=files)
    assert shape(got) == ("multipart/alternative", "text/plain", "text/html")
    assert "<img" not in html_in(got)


async def test_a_picture_that_is_gone_leaves_no_broken_one(mail, desk, mailbox, sink):
    gone = Attachment(id=uuid4(), object_key="gone", name="a.png", size=1, content_type="image/png")
    there = await stored(mail, "b.png", PNG, "image/png")
    got = await answered(mail, desk, sink, body="x", attachments=(gone, there))
    assert html_in(got).count("<img ") == 1
    assert content_id(there) in html_in(got)


async def test_an_answer_that_is_only_a_picture_shows_it(mail, desk, mailbox, sink):
    file = await stored(mail, "b.png", PNG, "image/png")
    got = await answered(mail, desk, sink, body="", attachments=(file,))
    assert content_id(file) in html_in(got)
    assert "no text, only files" in text_in(got)
