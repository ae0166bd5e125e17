"""Where a mail's HTML shows pictures of its own, its words name them."""

import base64
import re

import pytest

from services.notifications.parsing.mentions import says_the_same
from services.notifications.parsing.reading import parse


def with_pictures(
    html: str, *pictures: tuple[str, str], plain: str | None = None, content: bytes = b""
) -> bytes:
    """A mail with plain text (that of the HTML, if no other) and HTML, and pictures by name and Content-ID, which is their content if there is no other."""
    plain = re.sub("<[^>]*>", " ", html) if plain is None else plain
    head = "From: a@example.com\r\nSubject: x\r\nMIME-Version: 1.0\r\nContent-Type: multipart/related; boundary=R\r\n\r\n"
    words = (
        "--R\r\nContent-Type: multipart/alternative; boundary=A\r\n\r\n"
        f"--A\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n{plain}\r\n"
        f"--A\r\nContent-Type: text/html; charset=utf-8\r\n\r\n{html}\r\n--A--\r\n"
    )
    files = "".join(
        f"--R\r\nContent-Type: image/png\r\nContent-ID: <{content_id}>\r\nContent-Transfer-Encoding: base64\r\n"
        f'Content-Disposition: inline; filename="{name}"\r\n\r\n{base64.b64encode(content or content_id.encode()).decode()}\r\n'
        for name, content_id in pictures
    )
    return f"{head}{words}{files}--R--\r\n".encode()


TWO = (("before.png", "one@x"), ("after.png", "two@x"))


def test_both_are_named_where_they_stood():
    mail = parse(
        with_pictures('<p>First <img src="cid:one@x">, then <IMG alt="b" src=cid:two%40x>.</p>', *TWO)
    )
    assert mail.text.strip() == "First [image: before.png], then [image: after.png]."
    assert mail.reply == mail.text.strip()
    assert 'src="cid:one@x"' in (mail.html or "")


def test_pictures_of_one_name_are_in_the_order_of_their_mentions():
    mail = parse(
        with_pictures('<img src="cid:two@x"> <img src="cid:one@x">', ("i.png", "one@x"), ("i.png", "two@x"))
    )
    assert mail.text.split() == ["[image:", "i.png]", "[image:", "i.png]"]
    assert [each.content for each in mail.attachments] == [b"two@x", b"one@x"]


def test_one_that_is_missing_leaves_its_alternative_words():
    mail = parse(with_pictures('<p><img src="cid:one@x"><img src="cid:gone@x" alt="a red light"></p>', *TWO))
    assert mail.text.strip() == "[image: before.png]a red light"


def test_one_that_is_shown_twice_is_named_once():
    mail = parse(with_pictures('<p><img src="cid:one@x">-<img src="cid:one@x"></p>', *TWO))
    assert mail.text.strip() == "[image: before.png]-"


@pytest.mark.parametrize(
    "html", ["<p>no picture</p>", '<p><img src="https://e.example/a.png" alt="far">x</p>']
)
def test_without_pictures_of_its_own_a_mail_is_read_by_its_plain_text(html):
    assert parse(with_pictures(html, *TWO, plain="See the two.")).text.strip() == "See the two."


@pytest.mark.timeout(20)
def test_hostile_tags_take_no_time():
    for html in ("<img " * 100_000, "<img src=cid:" * 50_000, "<img " + "a " * 200_000 + ">"):
        parse(with_pictures(f'{html}<img src="cid:one@x">', *TWO))


@pytest.mark.parametrize(
    ("plain", "same"),
    [
        ("Our lamp is broken, see the picture", True),
        ("Our lamp is broken, see the picture <https://shop.example/lamp> [cid:1]", True),
        ("Please pay this bill today", False),
    ],
)
def test_only_html_that_says_what_the_plain_text_says_is_read_for_its_pictures(plain: str, same: bool):
    html = "<p>Our lamp is <b>broken</b>, see the picture</p><p>shop example lamp</p>[image: lamp.png]"
    assert says_the_same(plain, html) is same
