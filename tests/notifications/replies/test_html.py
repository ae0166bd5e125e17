"""Where there is no plain text, the HTML is read with the same rules."""

import pytest

from services.notifications.parsing.quotes.markup import text_of_html
from services.notifications.parsing.replies import visible_reply
from tests.notifications.replies.pages import OLD, PAGES, WORDS

REPLY = "It prints.\nThank you!"


@pytest.mark.parametrize("client", PAGES)
def test_the_words_of_each_client(client: str):
    assert visible_reply("", PAGES[client].replace("{words}", WORDS)) == REPLY


@pytest.mark.parametrize("client", PAGES)
def test_what_is_cut_was_there(client: str):
    page = PAGES[client].replace("{words}", WORDS)
    assert OLD in text_of_html(page, with_signature=True)


@pytest.mark.parametrize("text", ["", " \r\n\r\n", "Your email client does not support HTML messages."])
def test_a_useless_text_does_not_hide_the_html(text: str):
    assert visible_reply(text, "<p>It prints.</p>") == "It prints."


def test_plain_text_comes_first():
    assert visible_reply("It prints.", "<p>Something else</p>") == "It prints."


def test_answers_between_quotes_of_html():
    page = (
        "<div>On 14 Mar 2023, at 10:11, Anna &lt;a@example.com&gt; wrote:</div><blockquote>Is it on?</blockquote><div>Yes.</div>"
        "<blockquote>Is there paper?</blockquote><div>No.</div>"
    )
    assert visible_reply("", page) == "> Is it on?\nYes.\n> Is there paper?\nNo."


@pytest.mark.parametrize(
    "element",
    [
        '<div class="gmail_signature">Jan Kowalski, sales</div>',
        '<pre class="moz-signature">Jan Kowalski, sales</pre>',
        '<div id="Signature"><div>Jan</div>Kowalski</div>',
        '<div name="quote">Hic: Anna<br>Nunc: heri</div>',
        '<div name="messageReplySection">Heri scripsit Anna</div>',
        '<div class="yahoo_quoted">Heri scripsit Anna</div>',
    ],
)
def test_elements_of_signatures_and_quotes_in_any_language(element: str):
    assert visible_reply("", f"<div>It prints.</div>{element}") == "It prints."


def test_a_mail_that_is_only_a_signature_shows_it():
    assert visible_reply("", '<div class="gmail_signature">Jan Kowalski</div>') == "Jan Kowalski"


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("a<br>b<br><br>c", "a\nb\n\nc"),
        ("<p>a</p><p>b</p>", "a\n\nb\n"),
        ("<div>a</div><div>b</div>", "a\nb"),
        ("<ul><li>a</li><li>b</li></ul>", "a\nb"),
        ("a &lt;b&gt; &amp; c&nbsp;d &euro;", "a <b> & c d €"),
        ("1 < 2 and <3", "1 < 2 and <3"),
        ("<style>p{}</style><script>x</script><title>t</title>a<!-- b -->c", "ac"),
        ("<style>never closed", ""),
        ("<!-- never closed", ""),
        ("a<div never closed", "a"),
        ("<blockquote>a<blockquote>b</blockquote></blockquote>c", "> a\n>> b\nc"),
        ("</div></div>a</p>", "a"),
        ("<table><tr><td>a</td><td>b</td></tr><tr><td>c</td></tr></table>", "a b\nc"),
    ],
)
def test_html_as_text(html: str, text: str):
    assert text_of_html(html).strip() == text.strip()


@pytest.mark.parametrize(
    ("html", "text"),
    [
        (
            'See <a href="https://a.example/x?a=1&amp;b=2">this page</a>.',
            "See this page <https://a.example/x?a=1&b=2>.",
        ),
        ("See <A HREF = 'http://a.example/'>it</A>", "See it <http://a.example/>"),
        ('See <a href="https://a.example/">a.example</a>', "See a.example"),
        ('See <a href="http://a.example">https://a.example/</a>', "See https://a.example/"),
        ('<a href="https://a.example"><img src="x.png"></a>now', "now"),
        (
            '<a href="mailto:a@b.example">Anna</a>, <a href="javascript:x">x</a>, <a name="y">y</a>',
            "Anna, x, y",
        ),
        ('<a href="https://a.example"><div>one</div>two</a>', "one\ntwo <https://a.example>"),
        ('<a href="https://a.example">one<a href="https://b.example">two', "one <https://a.example>two"),
        ("a</a>b", "ab"),
    ],
)
def test_where_a_link_leads_stands_behind_its_words(html: str, text: str):
    assert visible_reply("", f"<div>{html}</div>") == text


def test_a_footer_that_is_a_link_is_a_footer():
    page = 'It prints.<br><br>Get <a href="https://aka.ms/abc">Outlook for Android</a>'
    assert visible_reply("", page) == "It prints."


def test_a_head_with_a_link_is_a_head():
    head = 'On 14 Mar 2023, at 10:11, <a href="https://example.com/anna">Anna</a> wrote:'
    assert visible_reply("", f"<div>It prints.</div><div>{head}</div><div>Is it on?</div>") == "It prints."
