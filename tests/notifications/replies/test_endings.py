"""Signatures, footers of phones and notices of companies are cut off, and sentences are not."""

import pytest

from services.notifications.parsing.replies import visible_reply
from tests.notifications.replies.footers import FOOTERS, SENTENCES

REPLY = "The printer prints.\nThank you!"


@pytest.mark.parametrize("footer", FOOTERS)
def test_a_footer_at_the_end(footer: str):
    assert visible_reply(f"{REPLY}\n\n{footer}\n", "") == REPLY


@pytest.mark.parametrize("footer", FOOTERS)
def test_a_footer_above_the_quote(footer: str):
    head = "On 14 Mar 2023, at 10:11, Anna <anna@example.com> wrote:"
    assert visible_reply(f"{REPLY}\n\n{footer}\n\n{head}\n\n> Hello\n", "") == REPLY


@pytest.mark.parametrize("sentence", SENTENCES)
def test_a_sentence_is_no_footer(sentence: str):
    assert visible_reply(f"{REPLY}\n\n{sentence}", "") == f"{REPLY}\n\n{sentence}"


@pytest.mark.parametrize(
    "ending",
    [
        "-- \nJan Kowalski\nAcme, +48 600 000 000",
        "--\nJan Kowalski",
        "_______________________________________________\nprinters mailing list\nprinters@lists.example.org",
        "-----\nJan Kowalski\njan@example.org",
        "\u2014\u2014\u2014\u2014\nJan Kowalski\nSales\n+48 600 000 000",
        "_____________________\nand this is my signature",
        "\nThis email has been scanned for viruses by Example.",
        "\nCONFIDENTIALITY NOTICE: do not read this.\n\nReally not.",
        "\n-Jan Kowalski",
        "\n***\n",
    ],
)
def test_what_stands_below_the_words(ending: str):
    assert visible_reply(f"{REPLY}\n{ending}\n", "") == REPLY


def test_a_signature_is_short():
    chapter = "\n".join(f"Line {number} of a long text." for number in range(40))
    assert visible_reply(f"{REPLY}\n--\n{chapter}", "") == f"{REPLY}\n--\n{chapter}"
