import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.notifications.domain.errors import TemplateRefused, UnknownVariable
from services.notifications.domain.templates import check, render
from shared.contracts.mail_variables import MAIL_VARIABLES, VISITORS_WORDS, MailKind

VALUES = {
    "ticket_title": "Printer <b>on</b> fire",
    "ticket_url": "https://help.example/helpdesk/ticket/abc?a=1&b=2",
    "desk_name": "Support",
    "comment_content": "Try water.",
    "ticket_number": "T-001",
    "requester_name": "Rita",
    "agent_name": "Anna",
}
REL = 'rel="noopener noreferrer nofollow"'
KINDS: list[MailKind] = ["ticket_created", "comment_added"]


def text_of(body: str, kind: MailKind = "comment_added", **values: str) -> str:
    return render(kind, "s", body, {**VALUES, **values})[1]


def html_of(body: str, **values: str) -> str:
    return render("comment_added", "s", body, {**VALUES, **values})[2]


def subject_of(subject: str, **values: str) -> str:
    return render("comment_added", subject, "b", {**VALUES, **values})[0]


@pytest.mark.parametrize("kind", KINDS)
def test_every_documented_variable_is_known_and_filled_in(kind: MailKind):
    body = " ".join(f"{{{{{name}}}}}" for name in MAIL_VARIABLES[kind])
    check(kind, "{{ ticket_title }}", body)
    assert text_of(body, kind) == " ".join(VALUES[name] for name in MAIL_VARIABLES[kind])


@pytest.mark.parametrize("name", ["comment_content", "agent_name"])
def test_a_mail_about_a_new_ticket_has_no_comment(name: str):
    with pytest.raises(UnknownVariable) as no:
        check("ticket_created", "s", f"{{{{{name}}}}}")
    said = f"Unknown variable {{{{{name}}}}} in line 1, column 1"
    assert no.value.errors == [{"field": "body", "message": said, "line": "1", "column": "1"}]


def test_unknown_variables_are_named_with_their_fields():
    with pytest.raises(UnknownVariable) as no:
        check("comment_added", "{{ticket_titel}}", "{{ ticket.title }} {{ticket_title}} {{}}")
    assert (no.value.status, no.value.code) == (422, "unknown_variable")
    assert [(error["field"], error["message"]) for error in no.value.errors] == [
        ("subject", "Unknown variable {{ticket_titel}} in line 1, column 1"),
        ("body", "Unknown variable {{ticket.title}} in line 1, column 1"),
        ("body", "Unknown variable {{}} in line 1, column 37"),
    ]
    assert "{{ticket_titel}} in line 1" in no.value.detail


@pytest.mark.parametrize(
    ("body", "named", "line", "column"),
    [
        ("a\r\n\r\nHello {{ name }}, {{name}}", "{{name}}", "3", "7"),
        ("{{ticket_title}}\n\n  {{ticket_url", "{{ticket_url", "3", "3"),
        ("{{ticket_title}} ticket_url}}", " ticket_url}}", "1", "17"),
    ],
)
def test_an_unknown_variable_is_told_with_its_place(body: str, named: str, line: str, column: str):
    with pytest.raises(UnknownVariable) as no:
        check("comment_added", "s", body)
    (told,) = no.value.errors
    assert (told["line"], told["column"]) == (line, column)
    assert told["message"] == f"Unknown variable {named} in line {line}, column {column}"


@pytest.mark.parametrize("body", ["{{ticket_title}", "{{ticket_title", "ticket_title}}"])
@pytest.mark.attack("A17")
def test_broken_braces_are_refused(body: str):
    with pytest.raises(UnknownVariable):
        check("comment_added", "s", body)


@pytest.mark.parametrize(
    ("subject", "body"),
    [(" ", "b"), ("s", "\n"), ("\u200b", "b"), ("s", "\u3164\n"), ("s" * 301, "b"), ("s", "b" * 20_001)],
)
def test_an_empty_or_endless_template_is_refused(subject: str, body: str):
    with pytest.raises(TemplateRefused):
        check("comment_added", subject, body)


def test_single_braces_are_text():
    check("comment_added", "s", "{a} } {")
    assert text_of("{a} } {") == "{a} } {"


def test_a_long_row_of_blanks_in_braces_is_judged_at_once():
    with pytest.raises(UnknownVariable):
        check("comment_added", "s", "{{" + " " * 19_000)


@pytest.mark.attack("A17")
def test_a_value_is_never_rendered_again():
    assert text_of("{{ticket_title}}", ticket_title="{{agent_name}}") == "{{agent_name}}"
    assert (
        text_of("{{desk_name}}{{ticket_title}}", desk_name="{{", ticket_title="agent_name}}")
        == "{{agent_name}}"
    )


def test_an_unknown_variable_of_an_old_template_stays_visible():
    assert text_of("{{comment_content}}!", "ticket_created") == "{{comment_content}}!"


def test_a_variable_without_a_value_is_empty():
    assert render("ticket_created", "s", "[{{requester_name}}]", {})[1] == "[]"


def test_a_subject_is_one_line_whatever_a_visitor_wrote():
    subject = subject_of(
        "Re: {{ticket_title}}", ticket_title="a\r\nBcc: all@example.com\x00\u2028\u202ex\ud800"
    )
    assert subject == "Re: a Bcc: all@example.com x"


def test_a_subject_has_at_most_200_characters():
    assert len(subject_of("{{ticket_title}}", ticket_title="x" * 300)) == 200


def test_values_are_escaped_in_html_and_not_in_text():
    assert html_of("{{ticket_title}}") == '<p dir="auto">Printer &lt;b&gt;on&lt;/b&gt; fire</p>'
    assert text_of("{{ticket_title}}") == "Printer <b>on</b> fire"


def test_the_desks_own_text_is_escaped_too():
    assert html_of('<a href="x">') == '<p dir="auto">&lt;a href="x"&gt;</p>'


def test_blank_lines_part_paragraphs_and_other_lines_are_kept():
    assert html_of("one\r\ntwo\n \n\n\nthree\x07") == '<p dir="auto">one<br>two</p><p dir="auto">three</p>'


def test_addresses_become_links():
    url = "https://help.example/helpdesk/ticket/abc?a=1&amp;b=2"
    assert html_of("See {{ticket_url}}.") == f'<p dir="auto">See <a href="{url}" {REL}>{url}</a>.</p>'


def test_an_agents_address_becomes_a_link():
    assert 'href="https://docs.example/x"' in html_of(
        "{{comment_content}}", comment_content="https://docs.example/x"
    )


@pytest.mark.parametrize("name", VISITORS_WORDS)
def test_a_visitors_address_does_not(name: str):
    assert "<a " not in html_of(f"{{{{{name}}}}}", **{name: "https://evil.example"})


def test_a_visitors_words_do_not_lengthen_an_address():
    assert "<a " not in html_of("https://help.example{{requester_name}}", requester_name=".evil.example")


def test_only_web_addresses_become_links():
    assert "<a " not in html_of("{{comment_content}}", comment_content="javascript:alert(1) data:text/html,x")


@given(title=st.text(), name=st.text(), said=st.text())
@pytest.mark.attack("A17")
def test_whatever_people_write_cannot_break_out(title: str, name: str, said: str):
    values = {**VALUES, "ticket_title": title, "requester_name": name, "comment_content": said}
    subject, text, html = render(
        "comment_added", "{{ticket_title}}", "{{requester_name}} {{comment_content}} {{ticket_title}}", values
    )
    assert not {"\r", "\n", "\0"} & set(subject)
    assert "\0" not in text + html
    assert html.count("<script") == html.count("<img") == 0
    (subject + text + html).encode()


def test_an_address_beside_a_visitors_words_is_still_a_link():
    assert 'href="https://a.example/"' in html_of(
        "{{requester_name}}https://a.example/ x", requester_name="Rita"
    )
    assert 'href="https://a.example/"' in html_of(
        "https://a.example/ {{requester_name}}", requester_name="Rita"
    )


def test_a_template_may_be_as_long_as_allowed():
    check("comment_added", "s" * 300, "b" * 20_000)


@pytest.mark.parametrize(
    ("body", "left"),
    [
        ("Hello,\n\nfollow it here:\n{{ticket_url}}\n\nBye", "Hello,\n\nBye"),
        ("Hello,\r\n \r\nhere: {{ ticket_url }}", "Hello,"),
        ("{{ticket_number}} is at {{ticket_url}}\n\nBye", "T-1 is at\n\nBye"),
    ],
)
def test_a_ticket_without_a_link_is_nowhere(body: str, left: str):
    values = {"ticket_number": "T-1", "ticket_url": ""}
    assert render("ticket_created", "Hi", body, values)[1] == left
