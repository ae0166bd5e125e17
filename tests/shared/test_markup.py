"""Words as HTML: nothing that was typed vanishes, addresses are links, nothing costs much."""

import time
from html.parser import HTMLParser
from threading import current_thread

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared import markup
from shared.contracts.parts import Channel
from shared.markup import LARGE, LONGEST_MARKDOWN, format_by, format_of, render, to_html

TYPED = [
    "[error]: timeout", "![photo](https://example.com/a.png)", r"\\nas01\_new", "2*3*4", "__init__.py", "# 12",
    "1. one\n7. seven", "> quoted", "- item", "    code", "```\nfence", "<script>alert(1)</script>", "&lt;b&gt;",
    "a  b\n\n\nc", "~~no~~", "[a](b)", "`x`", "***", "---", "| a | b |", "<https://example.com>", "x\\*y", "===\n---",
]  # fmt: skip


class Visible(HTMLParser):
    """The text that a reader sees."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.text = ""
        self.links: list[dict[str, str | None]] = []
        self.feed(html)

    def handle_data(self, data: str) -> None:
        self.text += data

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "a":
            self.links.append(dict(attrs))


def signs(text: str) -> str:
    return "".join(text.split())


@pytest.mark.parametrize("text", TYPED)
def test_what_a_customer_typed_is_seen_sign_by_sign(text: str):
    assert signs(Visible(to_html(text, "plain")).text) == signs(text)


@given(st.text(st.characters(exclude_categories=("Cc", "Cs"), include_characters="\n\t"), max_size=200))
def test_no_sign_of_any_text_is_lost(text: str):
    assert signs(Visible(to_html(text, "plain")).text) == signs(text)


@given(st.text(st.sampled_from(list("*_`[]()#>~!\\<&;:/.-+=|@\"' \nawz019ż"))))
def test_no_sign_that_markdown_knows_is_lost_either(text: str):
    assert signs(Visible(to_html(text, "plain")).text) == signs(text)


@pytest.mark.parametrize(
    ("text", "seen"),
    [
        ("[error]: timeout", "[error]: timeout"),
        ("![photo](https://example.com/a.png)", "!photo"),
        (r"\\nas01\share", r"\\nas01\share"),
        ("2*3*4", "2*3*4"),
        ("&nbsp;&copy;", "&nbsp;&copy;"),
        ("<b>bold</b>", "<b>bold</b>"),
        ("```Traceback most recent\nx\n```", "Traceback most recent\nx\n"),
        ("[bad](javascript:alert(1))", "[bad](javascript:alert(1))"),
        (r"\*not emphasis\*", "*not emphasis*"),
    ],
)
def test_what_an_agent_typed_loses_no_words(text: str, seen: str):
    assert Visible(to_html(text, "markdown")).text.strip("\n") == seen.strip("\n")


def test_an_agents_markdown_is_formatted():
    assert "<strong>two</strong>" in to_html("Tray **two**", "markdown")
    assert "<li" in to_html("- a\n- b", "markdown")


@pytest.mark.parametrize("written", ["plain", "markdown"])
@pytest.mark.parametrize(
    ("text", "address", "shown"),
    [
        ("see www.example.com.", "http://www.example.com", "www.example.com"),
        ("(https://example.com/a_(b))", "https://example.com/a_(b)", "https://example.com/a_(b)"),
        ('"http://example.com/q?x=1&y=2"', "http://example.com/q?x=1&y=2", "http://example.com/q?x=1&y=2"),
        ("mail jan@example.com!", "mailto:jan@example.com", "jan@example.com"),
        ("https://example.com/a_b_c,", "https://example.com/a_b_c", "https://example.com/a_b_c"),
    ],
)
def test_bare_addresses_are_links_without_the_signs_around_them(text: str, address: str, shown: str, written):
    seen = Visible(to_html(text, written))
    assert seen.text.strip() == text
    assert [(link["href"], link["rel"]) for link in seen.links] == [(address, "noopener noreferrer nofollow")]
    assert f">{shown.replace('&', '&amp;')}</a>" in to_html(text, written)


@pytest.mark.parametrize("word", ["main.py", "2.pl", "javascript:alert(1)", "ftp://x.y", "//a.b", "a@b"])
def test_other_words_with_dots_and_colons_stay_words(word: str):
    assert Visible(to_html(word, "plain")).links == []


def test_each_paragraph_has_its_own_direction():
    assert to_html("שלום\n\nhello", "plain").count('dir="auto"') == 2


@pytest.mark.parametrize("written", ["plain", "markdown"])
@pytest.mark.parametrize(
    "unit",
    [
        ">" * 15 + " a\n\n", "> ", "- ", "[", "![", "*a ", "_a ", "`", "&", "[a](", "a\n", "http://a.pl/(", "https://a.pl/(((",
        "www.a.", "a@", "<", "a.b@c.pl,", "[a]: /b\n", "~~", "*a_ ", "![a](http://", "www.",
    ],
)  # fmt: skip
def test_words_made_to_cost_cost_no_more_than_others(unit: str, written):
    innocent, made_to_cost = ((text * 50_000)[:50_000] for text in ("The printer is *out* of toner. ", unit))
    assert seconds(made_to_cost, written) < 80 * seconds(innocent, "markdown")


def seconds(text: str, written) -> float:
    """Of computing, whatever else the machine does meanwhile."""
    before = time.thread_time()
    to_html(text, written)
    return time.thread_time() - before


@pytest.mark.parametrize(("size", "is_elsewhere"), [(LARGE - 1, False), (LARGE, True)])
async def test_large_words_are_rendered_away_from_the_loop(size: int, is_elsewhere: bool, monkeypatch):
    rendered_in: list[str] = []
    monkeypatch.setattr(markup, "linked", lambda text: rendered_in.append(current_thread().name) or text)
    await render("a" * size, "plain")
    assert (rendered_in != [current_thread().name]) is is_elsewhere


def test_very_long_words_are_shown_as_typed():
    assert "<strong>" in to_html("**a** " * 100, "markdown")
    assert "<strong>" not in to_html("**a** " * LONGEST_MARKDOWN, "markdown")


def test_html_that_outgrows_its_text_is_shown_as_plain():
    text = (">" * 12 + " a\n\n") * 3000
    assert len(to_html(text, "markdown")) < 12 * len(text) + 1000


def test_who_writes_decides_how_it_is_read():
    assert [format_of(channel) for channel in (Channel.WIDGET, Channel.EMAIL)] == ["plain", "plain"]
    assert [format_of(channel) for channel in (Channel.PANEL, Channel.API)] == ["markdown", "markdown"]
    assert [format_by(kind) for kind in ("agent", "requester", "system")] == ["markdown", "plain", "plain"]
