"""What only looks like the block above an older mail, or like an ending, is the writer's own: nothing is cut off."""

import pytest

from services.notifications.parsing.replies import visible_reply

BEFORE_A_COLON = [
    "From: Berlin\nTo: Warsaw\n\nWhen does it go?",
    "My journey:\nFrom: Berlin\nTo: Warsaw\nDate: 14.03.2023\nIt was late.",
    "The data comes\nFrom: our database, not\nTo: yours.",
    "From: the second floor\nSubject: the printer\n\nIt is broken.",
    "A: is this it?\nB: no.",
    "Subject: the printer\nIt is broken.",
]
LINES_AND_DASHES = [
    "Best regards\n\nJan Kowalski",
    "First:\n\n---\n\nSecond, after a line.\n\n====\n\nThird.",
    "A fax has come.\n-----------\nTime: 3/9/2006 3:50:52 PM\nPages: 1\nSender: 0048600000000",
    "I ordered:\n-----------\nOrder: 12\nhttps://shop.example/12",
    "These are missing:\n-- the cable\n-- the plug",
    "- one\n- two",
    "One -- two -- three",
    "```\n--\nOn 1 May 2020 at 10:00, A <a@b.example> wrote:\n```\nThis is what I see.",
]


@pytest.mark.parametrize("text", BEFORE_A_COLON + LINES_AND_DASHES)
def test_what_belongs_to_the_words(text: str):
    assert visible_reply(text, "") == text
