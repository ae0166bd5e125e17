"""Subjects, dates and Message-IDs as programs write them."""

import pytest

from services.notifications.parsing.dates import read_date
from services.notifications.parsing.headers import skip_leading
from services.notifications.parsing.identifiers import read_id, read_ids
from services.notifications.parsing.words import decode_words
from tests.notifications.parsing.builders import mail, read

ENCODED = {
    "=?UTF-8?B?xbvDs8WCdw==?=": "Żółw",
    "=?utf-8?q?=C5=BB=C3=B3=C5=82w?=": "Żółw",
    "=?iso-8859-2?Q?=AF=F3=B3w_i_=B6limak?=": "Żółw i ślimak",
    "=?utf-8*pl?q?=C5=BBaba?=": "Żaba",
    "=?utf-8?q?a?= =?utf-8?q?b?= c": "ab c",
    "Re: =?koi8-r?B?8NLJ18XU?=": "Re: Привет",
    "=?ISO-2022-JP?B?GyRCJUYlOSVIGyhC?=": "テスト",
    "=?gb2312?B?xOO6ww==?=": "你好",
    "=?big5?B?p0Gmbg==?=": "你好",
    "=?windows-1252?Q?=93quoted=94?=": "“quoted”",
    "a=?utf-8?q?b?=c": "abc",
    "50% =? off": "50% =? off",
    "=?utf-8?x?abc?=": "=?utf-8?x?abc?=",
}


@pytest.mark.parametrize(("written", "meant"), ENCODED.items())
def test_encoded_words_are_decoded(written: str, meant: str):
    assert decode_words(written) == meant


def test_a_letter_that_is_split_between_two_words_is_whole():
    assert decode_words("=?utf-8?B?w4TD?= =?utf-8?B?lg==?=") == "ÄÖ"


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("Thu, 29 Feb 2024 23:59:58 +0100", "2024-02-29T23:59:58+01:00"),
        ("29 Feb 24 23:59 -0530 (comment)", "2024-02-29T23:59:00-05:30"),
        ("Mon, 3 Jul 2023 7:05:00 GMT", "2023-07-03T07:05:00+00:00"),
        ("Mon, 3 Jul 2023 07:05:00 PDT", "2023-07-03T07:05:00-07:00"),
        ("Mon, 03-Jul-2023 07.05.00 +0000", "2023-07-03T07:05:00+00:00"),
        ("Mon Jul  3 07:05:00 2023", "2023-07-03T07:05:00+00:00"),
        ("2023-07-03T07:05:00Z", "2023-07-03T07:05:00+00:00"),
        ("2023/07/03 07:05", "2023-07-03T07:05:00+00:00"),
        ("Sat, 31 Dec 2016 23:59:60 +0000", "2016-12-31T23:59:59+00:00"),
        ("3 Jul 2023 5:05 PM", "2023-07-03T17:05:00+00:00"),
        ("Mon, 31 Feb 2023 07:05:00 +0000", None),
        ("Mon, 3 Jul 2023 07:05:00 +9999", None),
        ("yesterday", None),
        ("", None),
    ],
)
def test_a_date_is_a_moment_or_nothing(written: str, meant: str | None):
    assert read_date(written) == meant


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("<a@b>", "<a@b>"),
        (" < a@b > (seen)", "<a@b>"),
        ("<a@\r\n b>", "<a@b>"),
        ("a@b", "<a@b>"),
        ("no-at", "<no-at>"),
        ("two words", None),
        ("<>", None),
        ("", None),
    ],
)
def test_a_message_id_has_angle_brackets(written: str, meant: str | None):
    assert read_id(written) == meant


def test_references_are_each_named_once_and_of_a_long_thread_the_first_stays():
    assert read_ids("<a@b><c@d>\t<a@b> junk") == ["<a@b>", "<c@d>"]
    assert read_ids("a@b, c@d") == ["<a@b>", "<c@d>"]
    many = read_ids(" ".join(f"<{number}@x>" for number in range(500)))
    assert [len(many), many[0], many[-1]] == [200, "<0@x>", "<499@x>"]


def test_all_of_a_mail_s_head_is_read():
    found = read(
        mail(
            b"Hello",
            b"Cc: Cy <cy@example.com>, dee@example.com",
            b"Date: Thu, 29 Feb 2024 12:00:00 +0000",
            b"Message-ID: <1@example.com>",
            b"In-Reply-To: <0@example.com>",
            b"References: <a@example.com>\r\n\t<0@example.com>",
        )
    )
    shown = found.shown
    assert shown["from"] == {"name": "Ada", "address": "ada@example.com"}
    assert shown["to"] == [{"name": "Bob", "address": "bob@example.com"}]
    assert [each.address for each in found.cc] == ["cy@example.com", "dee@example.com"]
    assert [found.message_id, found.in_reply_to] == ["<1@example.com>", "<0@example.com>"]
    assert found.references == ["<a@example.com>", "<0@example.com>"]
    assert [found.subject, found.date, shown["cut"]] == ["Lamp", "2024-02-29T12:00:00+00:00", []]
    assert dict(found.headers)["Message-ID"] == "<1@example.com>"


def test_a_subject_is_one_line_whatever_is_in_it():
    coded = b"=?utf-8?q?Lamp=0D=0ABcc=3A_eve=40example.com=00?="
    assert read(mail().replace(b"Lamp", coded)).subject == "Lamp Bcc: eve@example.com"


def test_the_line_of_a_mailbox_file_is_no_part_of_the_mail():
    assert skip_leading(b"\n>From a@b Mon Jan  1 00:00:00 2024\nFrom: a@b\n") == 36
    assert skip_leading(b"From: a@b\n") == 0


def test_names_and_subjects_in_utf_7_are_read_and_smuggle_nothing_in():
    utf_7 = (b"To: Cy M+APw-ller <cy@example.com>, Dee+ADw-dee+AEA-example.com+AD4-", b"Subject: Gr+APwA3w-e")
    found = read(mail(b"", b"Content-Type: text/plain; charset=utf-7", *utf_7, top=False))
    assert (found.subject, found.to[0].name) == ("Grüße", "Cy Müller")
    assert [each.address for each in found.to][1:] == ["Dee+ADw-dee+AEA-example.com+AD4-"]
    assert read(mail(b"", utf_7[1], top=False)).subject == "Gr+APwA3w-e"


UNFOLDED = b"""Return-Path: <ada@example.com>
Received: from mx.example.com by mx.example.org
X-Scanned: QWRhIGFuZCBCb2I
c2F5IHRoYXQgdGhlIGxhbXAgaXMgb24
YW5kIHRoYXQgdGhlIHRhYmxlIGlzIGJsdWU
c28gdGhhdCB0aGlzIGlzIGxvbmcgZW5vdWdo
Zm9yIGZvdXIgbGluZXM
From: Ada <ada@example.com>
References: <1@example.com>
<2@example.com>
<3@example.com>
<4@example.com>
<5@example.com>
Subject: Lamp
X-Seen: yes

Hello
From: nobody
"""


def test_a_head_of_which_all_folds_lost_their_white_space_goes_on_to_the_blank_line():
    found = read(UNFOLDED)
    assert (found.sender.address, found.subject) == ("ada@example.com", "Lamp")
    assert found.text.split("\n")[0] == "Hello"


def test_lines_that_are_no_headers_are_words_where_nothing_says_that_the_head_goes_on():
    received, sender = UNFOLDED.split(b"\n")[1] + b"\n", b"From: Ada <ada@example.com>\n"
    assert read(UNFOLDED.replace(received, b"")).text.startswith("c2F5IH")
    assert read(sender + UNFOLDED.replace(sender, b"")).text.startswith("c2F5IH")


def test_an_address_that_was_broken_in_two_without_white_space_is_whole():
    head = (
        b"From: ada@example.com",
        b"Cc: Cy <cy@example.com>, Dee <dee@\r\nexample.com>, Eve <\r\neve@example.com>",
    )
    found = read(mail(b"Hello", *head, top=False))
    assert [each.address for each in found.cc] == ["cy@example.com", "dee@example.com", "eve@example.com"]
    assert found.text == "Hello"
    assert read(mail(b"Hello", b"From: Ada <ada@example.com>\r\nlamp> on", top=False)).text.startswith(
        "lamp> on"
    )
