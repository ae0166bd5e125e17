"""Words as HTML: nothing that was typed vanishes, addresses are links, nothing costs much."""

import re
import time
from functools import cache
from html.parser import HTMLParser
from threading import current_thread

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from shared import markup
from shared.contracts.parts import Channel
from shared.markdown import costs_too_much
from shared.markup import LARGE, LONGEST_MARKDOWN, format_by, format_of, render, to_html

TYPED = [
    "[error]: timeout", "![photo](https://example.com/a.png)", r"\\nas01\_new", "2*3*4", "__init__.py", "# 12",
    "1. one\n7. seven", "> quoted", "- item", "    code", "```\nfence", "<script>alert(1)</script>", "&lt;b&gt;",
    "a  b\n\n\nc", "~~no~~", "[a](b)", "`x`", "***", "---", "| a | b |", "<https://example.com>", "x\\*y", "===\n---",
]  # fmt: skip

FORMATTING = str.maketrans("", "", "*_`[]#>~\\<-+.)")


class Visible(HTMLParser):
    """The text that a reader sees."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.text = ""
        self.numbers: list[int | None] = []
        self.links: list[dict[str, str | None]] = []
        self.feed(html)

    def handle_data(self, data: str) -> None:
        self.text += data

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag == "a":
            self.links.append(given)
        elif tag in ("ol", "ul"):
            self.numbers.append(int(given.get("start") or 1) - 1 if tag == "ol" else None)
        elif tag == "li" and self.numbers[-1] is not None:
            self.numbers[-1] = int(given.get("value") or self.numbers[-1] + 1)
            self.text += f"{self.numbers[-1]}. "

    def handle_endtag(self, tag: str) -> None:
        if tag in ("ol", "ul"):
            self.numbers.pop()


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
        (r"\*\*neither\*\*, nor \_this\_.", "**neither**, nor _this_."),
        (r"\\nas01\_new C:\temp_old\*.log", r"\\nas01\_new C:\temp_old\*.log"),
        (r"C:\*.log ..\_old logs\*.txt", r"C:\*.log ..\_old logs\*.txt"),
        ("![](https://shots.example/1.png)", "![](https://shots.example/1.png)"),
        ("[](https://a.example/x)", "[](https://a.example/x)"),
        ("[ ](https://a.example/x)", "[ ](https://a.example/x)"),
        ('[a](https://a.example/x "title")', '[a](https://a.example/x "title")'),
        ("[a](ftp://a.example/x)", "[a](ftp://a.example/x)"),
        ("3. third\n\n5. fifth\n\n1986. A year", "3. third\n\n\n5. fifth\n\n\n1986. A year"),
        ("https://xn--e1afmkfd.xn--p1ai/", "https://xn--e1afmkfd.xn--p1ai/"),
        ("https://a.example/%C5%BC%20x", "https://a.example/%C5%BC%20x"),
        ("<https://a.example/%C5%BC%20x>", "https://a.example/%C5%BC%20x"),
        ("x\n=====", "x\n====="),
        ("#", "#"),
        ("a\n\n# \n\n## ##\n\nb", "a # ## ## b"),
        ("01. a\n02. b", "01. a 02. b"),
        ("- x\n007. b\n\n> 01. c", "x 007. b 01. c"),
        ("<<<<<<< HEAD\n=======", "<<<<<<< HEAD\n======="),
        ("> " * 20 + "deep", "> " * 8 + "deep"),
        ("http://999.1.1.1/", "http://999.1.1.1/"),
    ],
)
def test_what_an_agent_typed_loses_no_words(text: str, seen: str):
    assert signs(Visible(to_html(text, "markdown")).text) == signs(seen)


@given(st.text(st.sampled_from(list("*_`[]#>~!\\<&;:/.-+=|@\"'? \nawzż019")), max_size=60))
@example("> " * 20 + "deep")
@example("1. a\n\n9. b\n- 1. z")
def test_an_agent_loses_no_sign_but_those_that_format(text: str):
    assume(not re.search(r"```|~~~", text))  # the name of a language
    shown = Visible(to_html(text, "markdown")).text
    assert signs(shown).translate(FORMATTING) == signs(text).translate(FORMATTING)


def test_an_agents_markdown_is_formatted():
    assert "<strong>two</strong>" in to_html("Tray **two**", "markdown")
    assert "<li" in to_html("- a\n- b", "markdown")


ADDED = {"www.example.com": "http://", "jan@example.com": "mailto:"}
"""What is put before an address that is not typed whole."""
TYPED = {
    "see www.example.com.": "www.example.com", "a|www.example.com": "www.example.com",
    "mail jan@example.com!": "jan@example.com", "x|jan@example.com": "jan@example.com",
    "(https://example.com/a_(b))": "https://example.com/a_(b)",
    '"http://example.com/q?x=1&y=2"': "http://example.com/q?x=1&y=2",
    "https://example.com/a_b_c,": "https://example.com/a_b_c",
    "„https://a.example/x”": "https://a.example/x",
    "«https://a.example/x»": "https://a.example/x",
    "‹https://a.example/x›.": "https://a.example/x",
    "‘https://a.example/x’": "https://a.example/x",
    "「https://a.example/x」": "https://a.example/x",
    "https://a.example/x:": "https://a.example/x",
    "https://a.example/x…": "https://a.example/x",
    "https://a.example/x.*": "https://a.example/x",
    "https://a.example/x_ ~": "https://a.example/x",
    "https://a.example/x~": "https://a.example/x",
    "https://a.example/x`": "https://a.example/x",
    "(http://d.example|": "http://d.example",
    "|http://d.example|x|": "http://d.example",
    "mailto:bob@example.com?subject=x.": "mailto:bob@example.com?subject=x",
    "mailto:bob@example.com?": "mailto:bob@example.com",
}  # fmt: skip


@pytest.mark.parametrize("written", ["plain", "markdown"])
@pytest.mark.parametrize(("text", "shown"), TYPED.items())
def test_bare_addresses_are_links_without_the_signs_around_them(text: str, shown: str, written):
    seen = Visible(to_html(text, written))
    assert seen.text.strip() == text
    address = ADDED.get(shown, "") + shown
    assert [(link["href"], link["rel"]) for link in seen.links] == [(address, "noopener noreferrer nofollow")]
    assert f">{shown.replace('&', '&amp;')}</a>" in to_html(text, written)


def test_an_address_ends_where_the_cell_of_a_table_does():
    seen = Visible(to_html("|http://d.example|", "markdown"))
    assert [seen.text.strip(), seen.links[0]["href"]] == ["|http://d.example|", "http://d.example"]


def test_stars_around_an_address_are_none_of_it():
    plain, formatted = (
        Visible(to_html("**http://b.example/y**", written)) for written in ("plain", "markdown")
    )
    assert [plain.text, formatted.text] == ["**http://b.example/y**", "http://b.example/y\n"]
    assert [link["href"] for link in plain.links + formatted.links] == ["http://b.example/y"] * 2


@pytest.mark.parametrize("written", ["plain", "markdown"])
@pytest.mark.parametrize(
    "text", ["http://999.1.1.1/", "http://~~~", "http://`", "https://|x|", "[a](ftp://b.example)"]
)
def test_no_link_leads_nowhere(text: str, written):
    assert all(link.get("href") for link in Visible(to_html(text, written)).links)


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
        "www.a.", "a@", "<", "a.b@c.pl,", "[a]: /b\n", "~~", "*a_ ", "![a](http://", "www.", "> - > - > - a\n", "_*",
        "- a\n  - b\n    - c\n", "- a\n", "a\n\n", "1. > a\n2. b\n", "**a** https://a.pl/x\n", "a. b@c.pl ", "\\* ", "a\\*",
    ],
)  # fmt: skip
def test_words_made_to_cost_cost_no_more_than_others(unit: str, written):
    costly = (unit * LONGEST_MARKDOWN)[:LONGEST_MARKDOWN]
    just_formatted = costly
    while costs_too_much(just_formatted):
        just_formatted = just_formatted[: len(just_formatted) * 9 // 10]
    # Whatever else the machine does can only add: one of three looks is enough.
    assert any(
        max(seconds(text, written) for text in {costly, just_formatted}) < 20 * innocent() for _ in range(3)
    )


@cache
def innocent() -> float:
    """What a long answer costs that nobody made to cost."""
    words = "The printer is out of toner. Its lamp is *red*, see https://a.example/x for more. "
    return max(seconds((words * 700)[:LONGEST_MARKDOWN], "markdown") for _ in range(3))


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
