"""A failed delivery is recognised from a report or from the words of a system, and nothing else is."""

from dataclasses import dataclass

import pytest

from services.notifications.parsing.bounces import find_bounce
from tests.notifications.bounces.notices import HEAD, NOTICES, Notice
from tests.notifications.bounces.notices_of_more import MORE

ALL = NOTICES | MORE


@dataclass(frozen=True)
class APart:
    content_type: str
    text: str


def bounce_of(text: str, *, subject: str = "", sender: str = "", headers: tuple[tuple[str, str], ...] = ()):
    return find_bounce((("to", "help@example.org"), *headers), subject, sender, [APart("text/plain", text)])


def bounce_of_notice(notice: Notice):
    path = (("return-path", notice.return_path),)
    return bounce_of(notice.text, subject=notice.subject, sender=notice.sender, headers=path)


@pytest.mark.parametrize("system", ALL)
def test_the_words_of_each_system(system: str):
    notice: Notice = ALL[system]
    bounce = bounce_of_notice(notice)
    assert bounce is not None
    named = {recipient.address: recipient for recipient in bounce.recipients}
    assert list(named) == ["jan@example.net"]
    assert named["jan@example.net"].action == notice.action
    assert not notice.status or named["jan@example.net"].status == notice.status
    assert bounce.is_failure == (notice.action == "failed")


@pytest.mark.parametrize("system", [system for system, notice in ALL.items() if HEAD in notice.text])
def test_the_mail_that_failed_is_named(system: str):
    notice = ALL[system]
    bounce = bounce_of_notice(notice)
    assert bounce is not None
    assert bounce.original_message_id == "<t1@example.org>"


def test_the_header_of_failed_recipients_counts_first():
    bounce = bounce_of("Sorry.", headers=(("x-failed-recipients", "jan@example.net, ewa@example.net"),))
    assert bounce is not None
    assert [recipient.address for recipient in bounce.recipients] == ["jan@example.net", "ewa@example.net"]


def test_our_own_address_did_not_fail():
    text = "Your message could not be delivered.\n\nhelp@example.org\n\nIt was for jan@example.net, user unknown.\n"
    bounce = bounce_of(text, subject="failure notice", sender="mailer-daemon@example.net")
    assert bounce is not None
    assert [recipient.address for recipient in bounce.recipients] == ["jan@example.net"]


@pytest.mark.parametrize(
    "mark", ["--- Below this line is a copy of the message.", "Return-Path: <help@example.org>"]
)
def test_addresses_in_the_copy_did_not_fail(mark: str):
    text = (
        f"Your message could not be delivered.\n\n<jan@example.net>:\nunknown\n\n{mark}\n\newa@example.net\n"
    )
    bounce = bounce_of(text, subject="failure notice", sender="mailer-daemon@example.net")
    assert bounce is not None
    assert [recipient.address for recipient in bounce.recipients] == ["jan@example.net"]


def test_a_bounce_that_names_nobody_is_one():
    bounce = bounce_of(
        "Your message could not be delivered.", subject="failure notice", sender="mailer-daemon@example.net"
    )
    assert bounce is not None
    assert [(each.address, each.action) for each in bounce.recipients] == [("", "failed")]


@pytest.mark.parametrize(
    ("subject", "sender", "text"),
    [
        ("My parcel could not be delivered", "jan@example.net", "Hello,\nwhere is it?\nJan, jan@example.net"),
        ("Printer", "jan@example.net", "It says: user unknown. What is that?"),
        (
            "Re: Undelivered Mail Returned to Sender",
            "jan@example.net",
            "What does this mean?\n> Your message could not be delivered",
        ),
        ("Fwd: failure notice", "jan@example.net", "Hi. This is the qmail-send program at example.net."),
        ("Invoice", "no-reply@example.net", "Your invoice is attached."),
        (
            "Automatic reply: Ticket",
            "jan@example.net",
            "I am away. Your message was not delivered to anybody else.",
        ),
        (
            "Your parcel could not be delivered",
            "no-reply@parcels.example",
            "It could not be delivered to jan@example.net, 550.",
        ),
        (
            "Re: Undelivered mail",
            "postmaster@example.net",
            "I looked: the user is unknown.\n> could not be delivered to jan",
        ),
        ("Newsletter", "postmaster@example.net", "News of our mail server."),
    ],
)
def test_what_people_and_machines_write_is_no_bounce(subject: str, sender: str, text: str):
    assert bounce_of(text, subject=subject, sender=sender) is None


def test_a_vacation_reply_with_an_empty_return_path_is_no_bounce():
    away = (("return-path", "<>"), ("auto-submitted", "auto-replied"))
    assert (
        bounce_of("I am away; mail is not answered.", subject="Away", sender="jan@example.net", headers=away)
        is None
    )
