"""Lists of addresses, and the one sender whom nobody reads differently (A15 of the attacks)."""

import pytest

from services.notifications.parsing.addresses import read_addresses
from services.notifications.parsing.senders import read_sender
from tests.notifications.parsing.builders import mail, read

ONE = [
    ("ada@x.de", "", "ada@x.de"),
    ("Ada <ada@x.de>", "Ada", "ada@x.de"),
    ("<ada@x.de>", "", "ada@x.de"),
    ('"Love, Ada" <ada@x.de>', "Love, Ada", "ada@x.de"),
    ("Love, Ada <ada@x.de>", "Love, Ada", "ada@x.de"),
    ('"Ada \\"L\\" Love" <ada@x.de>', 'Ada "L" Love', "ada@x.de"),
    ('"ada@y.de" <ada@x.de>', "ada@y.de", "ada@x.de"),
    ("ada@x.de (Ada Love)", "Ada Love", "ada@x.de"),
    ("Ada (at (home)) <ada@x.de>", "Ada", "ada@x.de"),
    ('"Ada <ada@x.de>', "Ada", "ada@x.de"),
    ("<ada@x.de", "", "ada@x.de"),
    ("ada@x.de>", "", "ada@x.de"),
    ("<<ada@x.de>>", "", "ada@x.de"),
    ("'Ada' <ada@x.de>", "Ada", "ada@x.de"),
    ("Ada <'ada@x.de'>", "Ada", "ada@x.de"),
    ("Ada <mailto:ada@x.de>", "Ada", "ada@x.de"),
    ("mailto:ada@x.de", "", "ada@x.de"),
    ("Ada <@a.de,@b.de:ada@x.de>", "Ada", "ada@x.de"),
    ("ada @ x . de", "", "ada@x.de"),
    ("Ada <ada(here)@x.de(there)>", "Ada", "ada@x.de"),
    ('"ada love"@x.de', "", '"ada love"@x.de'),
    ("ada@[192.0.2.1]", "", "ada@[192.0.2.1]"),
    ("Ada [team] <ada@x.de>", "Ada [team]", "ada@x.de"),
    ("=?utf-8?q?=C5=BBaneta?= <ada@x.de>", "Żaneta", "ada@x.de"),
    ('"=?utf-8?q?=C5=BBaneta=2C_A?=" <ada@x.de>', "Żaneta, A", "ada@x.de"),
    ("ada@żółw.example", "", "ada@żółw.example"),
    ("Ada <ada@x.de.>", "Ada", "ada@x.de"),
    ("ada@x.de.", "", "ada@x.de"),
    ("root", "", "root"),
    ("MAILER-DAEMON (Mail System)", "Mail System", "MAILER-DAEMON"),
]

ODD = {"Ada <@a.de,@b.de:ada@x.de>", '"ada love"@x.de'}
"""Read, and trusted for nobody."""


@pytest.mark.parametrize(("written", "name", "address"), ONE)
def test_one_person_is_read(written: str, name: str, address: str):
    (found,) = read_addresses(written)
    assert (found.name, found.address) == (name, address)


@pytest.mark.parametrize(
    ("written", "addresses"),
    [
        ("a@x.de, b@x.de", ["a@x.de", "b@x.de"]),
        ("a@x.de; b@x.de;", ["a@x.de", "b@x.de"]),
        ("Team: a@x.de, B <b@x.de>;, c@x.de", ["a@x.de", "b@x.de", "c@x.de"]),
        ("undisclosed-recipients:;", []),
        ("Undisclosed recipients: ;", []),
        ("A <a@x.de> B <b@x.de>", ["a@x.de", "b@x.de"]),
        ("a@x.de b@x.de", ["a@x.de", "b@x.de"]),
        (",, a@x.de ,,", ["a@x.de"]),
        ("(nobody)", []),
        ("", []),
    ],
)
def test_lists_are_read(written: str, addresses: list[str]):
    assert [each.address for each in read_addresses(written)] == addresses


@pytest.mark.parametrize(
    "written", [written for written, _, address in ONE if "@" in address and written not in ODD]
)
def test_a_sender_who_is_one_for_everybody_is_not_doubted(written: str):
    assert read_sender([written])[1] is None


@pytest.mark.parametrize(
    "written",
    [
        ["alice@good.example)bob@evil.example"],
        ["alice@good.example(<bob@evil.example>"],
        ["a@x.de, b@x.de"],
        ["a@x.de b@x.de"],
        ["a@x.de <b@x.de>"],
        ["<a@x.de> <b@x.de>"],
        ["a@x.de@y.de"],
        ["Ada Love (ada@x.de)"],
        ["=?utf-8?q?Ada_=3Cada=40x=2Ede=3E?="],
        ["Ada <ada@x.de>", "Eve <eve@x.de>"],
        ["Ada"],
        [],
    ],
)
@pytest.mark.attack("A15")
def test_a_sender_whom_others_may_read_differently_is_doubted(written: list[str]):
    assert read_sender(written)[1]


@pytest.mark.attack("A15")
def test_of_two_senders_that_nothing_tells_apart_none_is_given():
    found, doubt = read_sender(["alice@good.example)bob@evil.example"])
    assert found.address == ""
    assert doubt


def test_long_lists_are_cut_and_say_so():
    many = b", ".join(b"u%d@example.com" % number for number in range(1500))
    found = read(mail(b"Hello", b"Cc: " + many))
    assert [len(found.cc), list(found.cut)] == [1000, ["cc"]]


def test_several_headers_of_recipients_are_one_list():
    assert [each.address for each in read(mail(b"Hello", b"To: cy@example.com")).to] == [
        "bob@example.com",
        "cy@example.com",
    ]


def test_a_name_is_one_line_without_control_signs():
    coded = b"=?utf-8?q?Ada=0D=0ABcc=3A_x?= <ada@example.com>"
    assert read(mail().replace(b"Ada <ada@example.com>", coded)).sender.name == "Ada Bcc: x"


def test_a_mail_without_from_is_doubted_and_names_whom_its_other_headers_name():
    head = (b"From: ", b"Reply-To: Cy <cy@example.com>", b"Return-Path: <dee@example.com>")
    found = read(mail(b"Hello", *head, top=False))
    assert (found.sender.shown["address"], found.sender_doubt) == ("cy@example.com", "there is no From")
    assert (
        read(mail(b"Hello", *head, b"Sender: eve@example.com", top=False)).sender.address == "eve@example.com"
    )
    assert read(mail(b"Hello", b"Return-Path: <>", top=False)).sender.address == ""


def test_an_address_in_parentheses_is_that_of_a_name_that_has_no_other():
    found = read_addresses("Ada Love (ada@x.de), Bob (at home), cy@x.de (dee@x.de)")
    assert [(each.name, each.address) for each in found] == [
        ("Ada Love", "ada@x.de"),
        ("at home", "Bob"),
        ("dee@x.de", "cy@x.de"),
    ]


def test_a_sender_without_an_address_has_the_one_that_other_headers_name():
    for written in (b'"Ada" <>', b"=?utf-8?q?Ada?= <>", b'"Ada"'):
        found = read(mail(b"", b"From: " + written, b"Reply-To: Cy <cy@example.com>", top=False))
        assert (found.sender.name, found.sender.address) == ("Ada", "cy@example.com")
        assert found.sender_doubt == "there is no whole address in From"
    both = b"From: alice@good.example)bob@evil.example"
    assert read(mail(b"", both, b"Reply-To: cy@example.com", top=False)).sender.address == ""


def test_of_several_senders_the_first_with_an_address_is_meant():
    found, doubt = read_sender(["[Ada]", "Cy <cy@example.com>", "Dee <dee@example.com>"])
    assert (found.name, found.address) == ("Cy", "cy@example.com")
    assert doubt == "there are several From headers"


@pytest.mark.parametrize(
    ("written", "address"),
    [
        ("=?utf-8?Q?ada?=@example.com", "ada@example.com"),
        ("Ada <=?utf-8?B?YWRhLmxvdmU=?=@example.com>", "ada.love@example.com"),
        ("=?utf-8?Q?ada=40evil.example=20?=@example.com", "=?utf-8?Q?ada=40evil.example=20?=@example.com"),
        ("=?utf-8?Q?ada?Q?eve?=@example.com", "=?utf-8?Q?ada?Q?eve?=@example.com"),
    ],
)
def test_a_local_part_within_an_encoded_word_is_read_if_it_is_plain(written: str, address: str):
    found, doubt = read_sender([written])
    assert found.address == address
    assert doubt or address in written
