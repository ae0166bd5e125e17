"""HTML of strangers: shown, and harmless (A1 of the attacks)."""

import pytest

from services.notifications.parsing.html import VERSION, clean
from services.notifications.parsing.html_text import html_to_text
from tests.costs import costs_less
from tests.notifications.parsing.builders import mail, read

ACTS = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    '<a href="javascript:alert(1)">x</a>',
    '<a href="data:text/html,<script>alert(1)</script>">x</a>',
    "<svg><style><img src=x onerror=alert(1)></style></svg>",
    "<math><mtext><table><mglyph><style><!--</style><img title='--&gt;&lt;img src=1 onerror=alert(1)&gt;'>",
    "<iframe src='https://e.example'></iframe><object data=x></object><embed src=x><form action=x><input></form>",
    '<div style="background:url(https://e.example/x);position:fixed">x</div>',
    '<link rel=stylesheet href="https://e.example/x.css"><base href="https://e.example/"><meta http-equiv=refresh content=0>',
    "<style>@import 'https://e.example/x.css'</style>",
    "+ADw-script+AD4-alert(1)+ADw-/script+AD4-",
    "<img src='data:image/svg+xml,<svg onload=alert(1)>'>",
]


@pytest.mark.parametrize("html", ACTS)
@pytest.mark.attack("A1")
def test_nothing_acts_and_nothing_is_loaded(html: str):
    cleaned = clean(f"<p>ok{html}</p>").lower()
    assert cleaned.startswith("<p>ok")
    for word in (
        "<script",
        "onerror",
        "onload",
        "javascript:",
        "data:",
        "e.example",
        "<svg",
        "<style",
        "<form",
        "url(",
    ):
        assert word not in cleaned


def test_pictures_from_elsewhere_wait_until_they_are_asked_for():
    cleaned = clean('<img alt="a" src="https://e.example/t.png?x=1&amp;y=2" width="3">')
    assert cleaned == '<img alt="a" data-remote-src="https://e.example/t.png?x=1&amp;y=2" width="3">'
    assert clean('<img src="//e.example/t.png">') == "<img>"


def test_what_the_mail_brings_itself_is_kept():
    own = '<img src="cid:a@x"><img src="data:image/png;base64,AAAA">'
    styled = '<p style="color:red">a</p><table><tbody><tr><td colspan="2">b</td></tr></tbody></table>'
    assert clean(own + styled) == own + styled


def test_the_version_of_the_rules_goes_with_the_html():
    assert VERSION.startswith("1 nh3 ")
    assert read(mail(b"<p>a</p>", b"Content-Type: text/html")).html_version == VERSION


@pytest.mark.parametrize(
    "html", ["<div>" * 100_000 + "word", "<p " + " ".join(f"a{n}=1" for n in range(50_000)) + ">word"]
)
def test_what_would_take_too_long_is_words_alone(html: str):
    assert clean(html) == "<p>word</p>"
    assert html_to_text(html) == "word"


def test_the_words_of_what_would_take_too_long_stand_in_their_lines():
    page = (
        "<html><head><title>t</title><STYLE>p{}</STYLE></head>"
        + "<div>" * 1000
        + "<p>One &amp; tw<b>o</b><br>"
        "3 &lt; 4&nbsp;</p><!-- <p>no --><table><tr><td>a</td><td>b</td></tr></table><script>x</script>c<style>"
    )
    assert html_to_text(page) == "One & two\n3 < 4\na b\nc"
    assert clean(page) == "<p>One &amp; two<br>\n3 &lt; 4<br>\na b<br>\nc</p>"


@pytest.mark.parametrize(
    "piece", ["<style>", "<!--", "<style></style>", "<td", "<p ", "</p", "&nbsp;", "<!---->"]
)
def test_words_alone_are_found_in_a_time_that_grows_with_their_length(piece: str):
    page = "<div>" * 1000 + "word" + piece * 200_000
    assert html_to_text(page).startswith("word")
    assert costs_less(3, lambda: html_to_text(page))


READ_AS = {
    "<p>One</p><p>Two<br>three</p>": "One\n\nTwo\nthree",
    "<ul><li>a<li>b</ul>": "- a\n- b",
    "<blockquote>a<blockquote>b</blockquote></blockquote>c": "> a\n>> b\nc",
    "<table><tr><td>a<td>b</table>": "a\tb",
    '<a href="https://x.example/a">here</a>': "here <https://x.example/a>",
    '<a href="https://x.example/">x.example</a>': "x.example",
    "<title>t</title><style>s</style>a&nbsp;&amp;&lt;b": "a &<b",
    '<img alt="A lamp" src=x><img alt="image001.png">': "A lamp",
    "a\n  b": "a b",
    "": "",
    "<div>a</div><div>b</div>": "a\nb",
    "<div>a</div>\n<div>b</div>": "a\nb",
    "<div>a<br></div><div>b</div>": "a\nb",
    "<div>a</div><div><br></div><div>b</div>": "a\n\nb",
    "<div>a</div><div>&nbsp;</div><div>b</div>": "a\n\nb",
    "<div><div><div>a</div></div></div><p>b</p><p>c</p>": "a\n\nb\n\nc",
    "a<br>b<br><br>c": "a\nb\n\nc",
    "<ul><li>a</li><li>b</li></ul>c": "- a\n- b\n\nc",
    "<table><tr><td></td><td>a</td><td>b</td></tr><tr><td>c</td></tr></table>d": "a\tb\nc\n\nd",
    "<pre>a\n  b\n</pre>c": "a\nb\n\nc",
    "a<blockquote>b<div>c</div></blockquote>d": "a\n> b\n> c\nd",
}


@pytest.mark.parametrize(("html", "words"), READ_AS.items())
def test_html_is_read_as_text(html: str, words: str):
    assert html_to_text(html) == words
