"""What is read and what is a file: alternatives, mails within mails, reports, invitations."""

import pytest

from services.notifications.parsing.flowed import unflowed
from services.notifications.parsing.parts import read_parts
from tests.notifications.parsing.builders import file, mail, mail_of, multipart, names, part, read, text

HI, HTML = text("Hello"), text("<p>Hello</p>", html=True)
INSIDE = b"From: Cy <cy@example.com>\r\nSubject: The old one\r\nX-Odd:  two  spaces \r\n\r\nInner\r\n"


def test_of_alternatives_each_form_is_given_once():
    found = read(mail_of(multipart("alternative", HI, HTML)))
    assert [found.text, found.html, found.attachments] == ["Hello", "<p>Hello</p>", []]


def test_of_two_alternatives_in_one_form_the_first_with_words_is_read():
    assert read(mail_of(multipart("alternative", text(" "), HI, text("Worse"), HTML))).text.strip() == "Hello"


def test_where_all_choices_are_html_their_words_stand_among_the_text():
    only = multipart("alternative", HTML, boundary=b"b2")
    assert read(mail_of(multipart("mixed", only, text("Footer")))).text == "Hello\nFooter"


def test_a_text_that_says_it_is_a_file_is_one():
    attached = part(b"notes", b"Content-Type: text/plain", b"Content-Disposition: attachment")
    assert names(mail_of(multipart("mixed", attached, HI))) == ["file-1.txt"]


def test_spaces_at_the_ends_of_encoded_lines_came_on_the_way():
    assert read(mail(b"a  \r\nb=20 ", b"Content-Transfer-Encoding: quoted-printable")).text == "a\nb "


def test_a_mail_of_text_alone_has_no_html():
    assert read(mail()).html is None


def test_a_mail_of_html_alone_has_its_words_as_text():
    found = read(mail("<p>Żółw</p><p>B</p>".encode(), b"Content-Type: text/html; charset=utf-8"))
    assert [found.text, found.html] == ["Żółw\n\nB", "<p>Żółw</p><p>B</p>"]


def test_texts_beside_each_other_are_all_read():
    found = read(mail_of(multipart("mixed", HI, file(b"a.png"), text("Bye"))))
    assert [found.text, found.html, len(found.attachments)] == ["Hello\nBye", None, 1]


def test_what_follows_html_is_shown_with_it():
    both = multipart("alternative", HI, HTML, boundary=b"b2")
    found = read(mail_of(multipart("mixed", both, text("List <footer>"))))
    assert found.text == "Hello\nList <footer>"
    assert found.html == "<p>Hello</p>\n<p>List &lt;footer&gt;</p>"


def test_a_text_with_a_name_is_a_file_unless_it_comes_first():
    named = part(b"notes", b'Content-Type: text/plain; name="notes.txt"')
    assert names(mail_of(multipart("mixed", HI, named))) == ["notes.txt"]
    assert names(mail_of(multipart("mixed", named))) == []


def test_forms_that_few_programs_show_are_no_files():
    amp = part(b"<html amp4email>", b"Content-Type: text/x-amp-html")
    assert names(mail_of(multipart("alternative", HI, amp, HTML))) == []


def test_a_picture_that_the_html_shows_is_inline():
    shown = text('<p>Hello <img src="cid:one@x"></p>', html=True)
    pictures = (file(b"1.png", more=b"Content-ID: <one@x>"), file(b"2.png", more=b"Content-ID: <two@x>"))
    found = read(mail_of(multipart("related", shown, *pictures)))
    assert [(each.name, each.inline) for each in found.attachments] == [("1.png", True), ("2.png", False)]
    assert found.html == '<p>Hello <img src="cid:one@x"></p>'


def test_a_mail_within_a_mail_is_kept_byte_for_byte():
    within = part(INSIDE, b"Content-Type: message/rfc822")
    (found,) = read(mail_of(multipart("mixed", HI, within))).attachments
    assert [found.name, found.content_type, found.content] == ["The old one.eml", "message/rfc822", INSIDE]


def test_a_digest_s_parts_are_mails():
    digest = mail_of(multipart("digest", b"\r\n" + INSIDE, b"\r\n" + INSIDE))
    assert names(digest) == ["The old one.eml", "The old one.eml"]


def test_a_report_has_its_parts_for_whoever_reads_bounces():
    status = part(
        b"Final-Recipient: rfc822; x@y.de\r\nAction: failed", b"Content-Type: message/delivery-status"
    )
    root = read_parts(
        mail_of(multipart("report", HI, status, part(INSIDE, b"Content-Type: text/rfc822-headers")))
    )
    kinds = [(each.content_type, each.text[:7]) for each in root.walk()]
    assert kinds[1:] == [
        ("text/plain", "Hello"),
        ("message/delivery-status", "Final-R"),
        ("text/rfc822-headers", "From: C"),
    ]


def test_a_signed_mail_has_its_signature_as_a_file():
    signature = part(
        b"-----BEGIN PGP SIGNATURE-----", b'Content-Type: application/pgp-signature; name="signature.asc"'
    )
    found = read(mail_of(multipart("signed", HI, signature)))
    assert [found.text, [each.name for each in found.attachments]] == ["Hello", ["signature.asc"]]


def test_an_invitation_is_a_file_and_the_words_of_a_mail_without_any():
    event = (
        b"BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nSUMMARY:Lamp\\, old\r\nDTSTART;TZID=X:20240229T120000\r\n"
        b"DTEND:20240229T130000Z\r\nLOCATION:Here\r\n  or there\r\nDESCRIPTION:Bring it\\nplease\r\nEND:VEVENT\r\n"
    )
    found = read(mail(event, b"Content-Type: text/calendar; charset=utf-8"))
    assert (
        found.text == "Lamp, old\n2024-02-29 12:00 – 2024-02-29 13:00 UTC\nHere or there\n\nBring it\nplease"
    )
    assert [each.name for each in found.attachments] == ["file-1.ics"]


def test_flowed_lines_are_paragraphs_and_quotes_keep_their_depth():
    written = "One \ntwo\n> quoted \n> on\n>> deep\n-- \nAda\n  stuffed"
    assert unflowed(written, delete_space=False) == "One two\n> quoted on\n>> deep\n-- \nAda\n stuffed"
    assert unflowed("日本 \n語", delete_space=True) == "日本語"
    assert read(mail(b"a \r\nb", b"Content-Type: text/plain; format=flowed")).text == "a b"


def test_control_signs_of_an_encoded_text_are_kept_only_as_lines_and_tabs():
    assert "\0" not in read(mail(b"a=00b", b"Content-Transfer-Encoding: quoted-printable")).text


PICTURE = part(b"PNG", b"Content-Type: image/png", b"Content-ID: <p@x>")
NOTE = part(b"Note", b"Content-Type: text/plain")


def related(parameters: bytes, *parts: bytes) -> bytes:
    return mail_of(multipart("related", *parts).replace(b"related;", b"related; " + parameters, 1))


def test_the_root_of_related_parts_is_the_one_that_start_names():
    root = part(b"<p>Hello</p>", b"Content-Type: text/html", b"Content-ID: <root@x>")
    found = read(related(b'start="<root@x>";', PICTURE, root))
    assert [found.html, [each.name for each in found.attachments]] == ["<p>Hello</p>", ["file-1.png"]]


def test_without_start_the_root_of_related_parts_is_the_first_of_their_type():
    found = read(related(b'type="text/html";', PICTURE, HTML, NOTE))
    assert [found.html, [each.name for each in found.attachments]] == [
        "<p>Hello</p>",
        ["file-1.png", "file-2.txt"],
    ]
    assert names(related(b"type=image/gif;", HTML, PICTURE)) == ["file-1.png"]


def test_a_file_of_a_mac_is_one_file_and_not_two():
    notes = file(b"lamp.pdf", b"\0\5\x16\7", b"application/applefile")
    pair = multipart("appledouble", notes, file(b"lamp.pdf", b"PDF", b"application/pdf"), boundary=b"b2")
    found = read(mail_of(multipart("mixed", HI, pair))).attachments
    assert [(each.name, each.content) for each in found] == [("lamp.pdf", b"PDF")]
    alone = multipart("appledouble", notes, boundary=b"b2")
    assert names(mail_of(multipart("mixed", HI, alone))) == ["lamp.pdf"]


@pytest.mark.parametrize("kind", [b"application/pgp-signature", b"application/pkcs7-signature"])
def test_a_signature_without_a_name_is_no_file(kind: bytes):
    signature = part(b"----", b"Content-Type: " + kind)
    assert names(mail_of(multipart("signed", HI, signature))) == []
    assert len(names(mail_of(multipart("mixed", HI, signature)))) == 1
