"""Letters are what they were meant to be, whatever the mail declares."""

import pytest

from services.notifications.parsing import charsets
from services.notifications.parsing.charsets import codec_of, decode
from tests.notifications.parsing.builders import mail, read

POLISH = "Zażółć gęślą jaźń, proszę o pomoc z zamówieniem."
WRITTEN = {
    "utf-8": POLISH,
    "iso-8859-2": POLISH,
    "windows-1250": POLISH,
    "utf-16": POLISH,
    "utf-7": POLISH,
    "iso-8859-1": "Grüße aus Köln",
    "windows-1252": "“Grüße” – 5 €",
    "iso-8859-15": "5 € für Grüße",
    "koi8-r": "Здравствуйте, где мой заказ?",
    "windows-1251": "Здравствуйте, где мой заказ?",
    "iso-2022-jp": "ご注文ありがとうございます",
    "shift_jis": "お世話になっております。商品がまだ届きません。",
    "euc-jp": "ご注文ありがとうございます",
    "gb2312": "我的订单还没有收到",
    "gb18030": "我的订单还没有收到",
    "big5": "我的訂單還沒有收到",
    "euc-kr": "주문한 상품이 도착하지 않았습니다",
    "windows-1256": "لم يصل طلبي بعد",
    "windows-1255": "ההזמנה שלי לא הגיעה",
    "tis-620": "สินค้ายังไม่มาถึง",
}


@pytest.mark.parametrize("charset", WRITTEN)
def test_a_declared_charset_is_read(charset: str):
    words = WRITTEN[charset]
    found = read(mail(words.encode(charset), b"Content-Type: text/plain; charset=" + charset.encode()))
    assert found.text == words


@pytest.mark.parametrize(
    ("declared", "codec"),
    [
        ("latin1", "cp1252"), ("ISO_8859-1", "cp1252"), ("us-ascii", "ascii"), ("ks_c_5601-1987", "cp949"),
        ("x-sjis", "cp932"), ("UTF8", "utf-8"), ('"utf-8"', "utf-8"), ("windows1250", "cp1250"), ("cp-1251", "cp1251"),
        ("x-mac-roman", "mac-roman"), ("GBK", "gb18030"), ("iso8859-2", "iso8859-2"), ("x-unknown", None),
        ("base64", None), ("rot13", None), ("unicode_escape", None), ("", None), ("\0", None),
    ],
)  # fmt: skip
def test_names_that_programs_write_are_known(declared: str, codec: str | None):
    found = codec_of(declared)
    assert (found and found.replace("_", "-")) == codec


@pytest.mark.parametrize(
    "charset",
    [
        "windows-1250",
        "windows-1252",
        "koi8-r",
        "windows-1251",
        "shift_jis",
        "gb18030",
        "big5",
        "euc-kr",
        "windows-1256",
    ],
)
def test_what_is_not_declared_is_recognised(charset: str):
    words = WRITTEN[charset] * 2
    assert decode(words.encode(charset)) == words


@pytest.mark.parametrize("declared", ["us-ascii", "iso-8859-1", "", "nonsense"])
def test_utf_8_is_utf_8_whatever_is_declared(declared: str):
    assert decode(POLISH.encode(), declared) == POLISH


def test_letters_of_windows_under_the_name_of_latin_1_are_read():
    assert decode(b"\x93ok\x94 \x80", "iso-8859-1") == "“ok” €"
    assert decode("\u0093ok\u0094".encode()) == "“ok”"


def test_eight_bit_text_under_a_sixteen_bit_name_is_no_chinese():
    assert decode(b"hello there!", "utf-16") == "hello there!"


@pytest.mark.parametrize(
    "charset", ["utf-8", "iso-2022-jp", "gb18030", "utf-7", "utf-16", "big5", "hz", "nonsense", ""]
)
def test_any_bytes_become_text_that_can_be_stored(charset: str):
    raw = bytes(range(256)) * 3 + b"\xed\xa0\x80+2AA-"
    text = decode(raw, charset)
    assert "\0" not in text
    text.encode("utf-8")


@pytest.mark.parametrize("guess", ["utf-8", "hz", "utf-16", "iso2022_jp_ext", "nonsense"])
def test_a_guess_that_does_not_hold_is_not_made_again(guess: str, monkeypatch):
    monkeypatch.setattr(charsets, "detect", lambda *_, **__: {"encoding": guess})
    assert decode(b"\xff\xe4~{ab" * 20)


def test_utf_8_with_a_wrong_byte_loses_that_byte_alone():
    assert decode("żółw".encode() * 5 + b"\xff") == "żółw" * 5 + "\ufffd"


def test_what_is_not_declared_is_in_the_charset_of_the_encoded_words():
    head = (b"Subject: =?iso-8859-2?q?=AFar=F3wka?=", b"From: ada@example.com")
    assert read(mail("Łódź".encode("iso8859-2"), *head, top=False)).text == "Łódź"
    assert read(mail("Łódź".encode(), *head, top=False)).text == "Łódź"


def test_words_alone_that_say_they_are_base64_stay_words():
    words = b"lamp on the table\r\n" * 20
    assert read(mail(words, b"Content-Transfer-Encoding: base64")).text.split()[:2] == ["lamp", "on"]


@pytest.mark.parametrize("declared", ["", "us-ascii", "utf-8", "iso-8859-1"])
@pytest.mark.parametrize(
    ("charset", "words"), [("iso-2022-jp", "これはテスト"), ("iso-2022-kr", "안녕하세요")]
)
def test_letters_of_seven_bits_are_read_under_other_names(declared: str, charset: str, words: str):
    assert decode(words.encode(charset), declared) == words


def test_a_subject_in_seven_bit_letters_is_read():
    subject = b"Subject: " + "テスト".encode("iso-2022-jp")
    assert read(mail(b"", subject, top=False)).subject == "テスト"
    assert decode(b"a\x1b$Bzz") == "a\x1b$Bzz"


def test_text_that_is_said_to_be_ascii_is_recognised_where_most_of_it_is_not():
    assert decode((WRITTEN["big5"] * 3).encode("big5"), "us-ascii") == WRITTEN["big5"] * 3
    assert decode((WRITTEN["koi8-r"] * 2).encode("koi8-r"), "us-ascii") == WRITTEN["koi8-r"] * 2
    few = "Größe und Farbe, wie üblich für die Küche in Köln"
    assert decode(few.encode("latin-1"), "us-ascii") == few


@pytest.mark.parametrize(
    "meta",
    [
        "<meta charset=koi8-r>",
        '<META HTTP-EQUIV="Content-Type" CONTENT="text/html; charset=koi8-r">',
    ],
)
def test_html_without_a_declared_charset_is_in_the_one_that_it_names_itself(meta: str):
    page = f"<html><head>{meta}</head>\n<body>Да</body></html>"
    kind = b"Content-Type: text/html"
    assert read(mail(page.encode("koi8-r"), kind)).text == "Да"
    assert read(mail(page.encode(), kind)).text == "Да"
    assert read(mail(page.encode(), kind + b"; charset=utf-8")).text == "Да"


def test_letters_of_a_header_that_are_not_in_the_body_s_charset_are_recognised():
    kind = b"Content-Type: text/plain; charset=iso-2022-jp"
    subject = b"Subject: " + WRITTEN["shift_jis"].encode("shift_jis")
    assert read(mail(b"", kind, subject, top=False)).subject == WRITTEN["shift_jis"]


def test_what_cannot_be_guessed_any_more_is_of_the_west():
    raw = WRITTEN["koi8-r"].encode("koi8-r") * 2
    with charsets.few_guesses(1):
        assert decode(raw) == WRITTEN["koi8-r"] * 2
        assert decode(raw).isprintable()
        assert decode(raw) == raw.decode("latin-1").translate(charsets.WINDOWS)
    assert decode(raw) == WRITTEN["koi8-r"] * 2
