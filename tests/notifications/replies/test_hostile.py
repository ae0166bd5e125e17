"""Text made to take long takes as long as it is: four times as much takes not much more than four times."""

import pytest

from services.notifications.parsing.bounces import find_bounce
from services.notifications.parsing.quotes.markup import MOST_READ as MOST_HTML
from services.notifications.parsing.replies import MOST_LINES, MOST_READ, visible_reply
from tests.costs import seconds_of
from tests.notifications.bounces.test_bounces import APart

HEAD = "On 3 May 2016 at 10:00, Ann <a@b.example> wrote:"
TEXTS = {
    "one word": "a",
    "spaces": " ",
    "quote marks": ">",
    "quoted lines": ">\n",
    "heads": f"{HEAD}\n",
    "heads apart": f"{HEAD}\n\nx\n\n",
    "wrote": "wrote:\n",
    "fields": "From: a@b.example\n",
    "blocks": "From: a@b.example\nTo: x\nDate: 2016\n\n",
    "signatures": "x\n--\n",
    "rules": "x\n____\n",
    "fences": "```\n",
    "shared lines": "x On 3 On 4 wrote:\n",
    "answers": "> a\nb\n",
    "footers": "Sent from my iPhone\n",
    "brackets": "<\n>\n",
    "empty lines": "\n",
}
PAGES = {
    "open elements": "<div>",
    "open quotes": "<blockquote>x",
    "closed elements": "</div></p>",
    "brackets": "<",
    "comments": "<!--",
    "tags without end": "<a ",
    "styles": "<style>",
    "attributes": "<p class=class id=id style='border:none;border-top:solid'>",
    "entities": "&amp",
    "line ends": "<br>",
}
NOTICES = {
    "addresses": "a@b.example\n",
    "half addresses": "a@",
    "states": "5.1.1 550 ",
    "fields": "Final-Recipient: rfc822; a@b.example\n\n",
    "folded": " x\n",
    "ids": "message-id: aaaaaaaaaaaa\n",
}


def seconds(work, *arguments: object) -> float:
    """The shorter of two runs, in processor time."""
    return min(seconds_of(lambda: work(*arguments)) for _ in range(2))


def grows_evenly(work, unit: str, longest: int) -> bool:
    """Whether four times the input takes less than ten times as long; sixteen is what squares would take."""
    fewer = max(1, longest // len(unit) // 4)
    small, large = seconds(work, unit * fewer), seconds(work, unit * fewer * 4)
    return large < 10 * max(small, 0.005)


@pytest.mark.parametrize("shape", TEXTS)
def test_plain_text(shape: str):
    unit = TEXTS[shape]
    longest = min(100_000, MOST_LINES // 3 // unit.count("\n") * len(unit) if "\n" in unit else 100_000)
    assert grows_evenly(lambda text: visible_reply(text, ""), unit, longest)


@pytest.mark.parametrize("shape", PAGES)
def test_html(shape: str):
    assert grows_evenly(lambda html: visible_reply("", html), PAGES[shape], 60_000)


@pytest.mark.parametrize("kind", ["text/plain", "message/delivery-status", "message/rfc822"])
@pytest.mark.parametrize("shape", NOTICES)
def test_notices(shape: str, kind: str):
    def read(text: str) -> None:
        find_bounce(
            (("return-path", "<>"),), "failure notice", "mailer-daemon@example.net", [APart(kind, text)]
        )

    assert grows_evenly(read, NOTICES[shape], 100_000)


@pytest.mark.parametrize("unit", ["a", "\n", "> \n", "On 1 On 2 ", f"{HEAD}\n\n"])
def test_there_is_a_bound_to_what_is_looked_at(unit: str):
    long = unit * (2_000_000 // len(unit))
    assert seconds(visible_reply, long, "") < 40 * max(
        seconds(visible_reply, long[: MOST_READ // 4], ""), 0.005
    )


def test_words_behind_the_bound_are_kept():
    long = "word " * (MOST_READ // 5 + 10_000)
    assert visible_reply(long, "") == long.strip()


def test_what_is_cut_stays_cut_beyond_the_bound():
    assert visible_reply(f"Yes.\n\n{HEAD}\n\n" + "> old\n" * 400_000, "") == "Yes."


def test_html_has_a_bound_too():
    assert len(visible_reply("", "<p>word</p>" * (MOST_HTML // 8))) < MOST_HTML


def test_odd_signs_are_only_signs():
    for text in ("\x00", "\ud800", "\u2028", "\r", "\x85On\u200b", "> \u202e>", "\ufeff-- \n", "🎉\n-- \n🎉"):
        visible_reply(text, text)
