"""The block of From, Sent, To and Subject is seen in every language, however it is written."""

import pytest

from services.notifications.parsing.replies import visible_reply
from tests.notifications.replies.labels import ABOVE, LABELS, MARKS, block

REPLY = "It is still broken.\n\nJan"
OLD = "Have you tried to switch it off?\n\nAnna"
SHAPES = [
    "{label}: {value}",
    "*{label}:* {value}",
    "**{label}:** {value}",
    "{label}\u00a0: {value}",
    "{label}\uff1a{value}",
]


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("language", LABELS)
def test_words_above_the_block(language: str, shape: str):
    assert visible_reply(f"{REPLY}\n\n{block(language, shape)}\n\n{OLD}", "") == REPLY


@pytest.mark.parametrize("rule", ["_" * 32, "-" * 30, "\n ------------------------------\n"])
@pytest.mark.parametrize("language", LABELS)
def test_a_line_above_the_block_belongs_to_it(language: str, rule: str):
    assert visible_reply(f"{REPLY}\n{rule}\n{block(language)}\n\n{OLD}", "") == REPLY


@pytest.mark.parametrize(
    "dashes", ["-----{}-----", "-------- {} --------", "------------------ {} ------------------"]
)
@pytest.mark.parametrize("language", MARKS)
def test_a_mark_says_that_the_older_mail_begins(language: str, dashes: str):
    assert visible_reply(f"{REPLY}\n\n{dashes.format(MARKS[language])}\n{OLD}", "") == REPLY


def test_a_folded_line_of_many_recipients():
    folded = "From: Anna <anna@example.com>\nSent: 14.03.2023 10:11\nTo: Jan <jan@example.org>; Ewa\n <ewa@example.org>\nSubject: A\n"
    assert visible_reply(f"{REPLY}\n\n{folded}\n{OLD}", "") == REPLY


def test_a_forwarded_mail_without_words_of_its_own():
    assert visible_reply(f"---------- Forwarded message ---------\n{block('en')}\n\n{OLD}", "") == OLD


def test_a_folded_subject_is_not_the_forwarded_mail():
    folded = f"{block('en')} of the second\nfloor\nCc: Ewa <ewa@example.org>\n"
    assert visible_reply(f"---------- Forwarded message ---------\n{folded}\n{OLD}", "") == OLD


def test_a_mark_without_dashes_right_above_the_block():
    assert visible_reply(f"{REPLY}\n\nOriginal Message\n{block('en')}\n\n{OLD}", "") == REPLY


@pytest.mark.parametrize(
    "title", ["----- Hic litterae ----", "--- Anna ---", "Anna Nowak --- Printer [Ticket 12] ---"]
)
@pytest.mark.parametrize("gap", ["\n", "\n\n"])
def test_a_title_between_dashes_right_above_the_block_belongs_to_it(title: str, gap: str):
    assert visible_reply(f"{REPLY}\n\n{title}{gap}{block('de')}\n\n{OLD}", "") == REPLY
    assert visible_reply(f"{REPLY}\n\n{title}\n\nMore.", "") == f"{REPLY}\n\n{title}\n\nMore."


def test_a_mark_for_replies_of_a_helpdesk():
    assert visible_reply(f"{REPLY}\n\n##- Please type your reply above this line -##\n\n{OLD}", "") == REPLY


@pytest.mark.parametrize("frame", ["## {} ##", "##- {} -##", "--- {} ---", "=== {} ==="])
@pytest.mark.parametrize("language", ABOVE)
def test_a_framed_mark_of_a_helpdesk_in_any_language(language: str, frame: str):
    assert visible_reply(f"{REPLY}\n\n{frame.format(ABOVE[language])}\n\n{OLD}", "") == REPLY


def test_a_mark_in_a_language_that_nobody_listed_is_known_by_its_frame():
    assert visible_reply(f"{REPLY}\n\n##- Scribe supra hanc lineam -##\n\n{OLD}", "") == REPLY


@pytest.mark.parametrize(
    "words",
    [ABOVE["de"], "What stands above this line is right.", "## A heading ##", "-- a -- b --", "#-#-#-#-#"],
)
def test_words_about_lines_are_no_mark(words: str):
    assert visible_reply(f"{REPLY}\n\n{words}\n\n{OLD}", "") == f"{REPLY}\n\n{words}\n\n{OLD}"


@pytest.mark.parametrize(
    "broken",
    ["Cc: Ewa <\newa@example.org>", "Cc: Ewa <ewa@\nexample.org>", "Cc: Jan,\nEwa <ewa@example.org>"],
)
def test_an_address_that_was_broken_in_two_at_the_end_of_the_block_belongs_to_it(broken: str):
    assert (
        visible_reply(f"---------- Forwarded message ---------\n{block('en')}\n{broken}\n\n{OLD}", "") == OLD
    )


def test_the_line_behind_the_block_is_none_of_it():
    assert visible_reply(f"---------- Forwarded message ---------\n{block('en')}\nCc: a <b\n{OLD}", "") == OLD
