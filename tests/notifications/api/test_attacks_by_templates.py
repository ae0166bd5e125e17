"""A17, A2: templates of a desk's admin and words of customers in them; in through the API, out at the SMTP sink."""

from email.message import EmailMessage
from typing import Any

import httpx
import pytest

from shared.contracts.parts import DeskState
from tests.builders import ANNA
from tests.notifications.conftest import Mail
from tests.notifications.events import a_ticket_state, comment_added, ticket_created
from tests.notifications.sink import Sink

pytestmark = pytest.mark.usefixtures("mailbox")
OWN = {
    "subject": "{{ticket_title}}",
    "body": "{{requester_name}}: {{comment_content}}\n{{agent_name}}, {{desk_name}}",
}

REFUSED = {
    "an attribute": "{{ticket_url.__class__.__mro__}}",
    "a call": "{{ticket_url()}}",
    "an item": "{{ticket_title[0]}}",
    "a filter": "{{ticket_title|safe}}",
    "a sum": "{{7*7}}",
    "a format": "{{ticket_title!r:>99999999}}",
    "one in one": "{{ {{ticket_title}} }}",
    "a name in capitals": "{{TICKET_TITLE}}",
    "letters that look alike": "{{tiсket_title}}",
    "a zero-width space": "{{ticket\u200b_title}}",
    "a NUL": "{{ticket_title\0}}",
    "environment": "{{config.HELPDESK_MAIL_KEY}}",
    "braces without end": "{{" * 5000,
    "a deep nest": "{{" * 4000 + "ticket_title" + "}}" * 4000,
    "the answer a thousand times": "{{comment_content}}" * 1000,
    "a title a thousand times": "{{ticket_title}} " * 1000,
}
TEXT = {
    "a statement of Jinja": "{% for x in y %}{{ticket_title}}{% endfor %}",
    "a comment of Jinja": "{# {{ticket_title}} #}",
    "braces around it": "{{{ticket_title}}}",
    "a dollar": "${7*7} #{7*7} <%= 7*7 %> @(7*7)",
    "a format of Python": "{0.__class__} %(a)s {ticket_title}",
}
SAYS = {
    "a variable": "{{agent_name}}",
    "a variable in pieces": "{{{{agent_name}}}}",
    "Jinja": "{{7*7}}{% raw %}{{ ''.__class__ }}",
    "a mark of ours": "\x01w0\x02\x01b0\x02\x03",
    "script": "<script>alert(1)</script><img src=x onerror=alert(1)>",
    "a way out of an attribute": '"><svg onload=alert(1)>',
}


def place(desk: DeskState, kind: str = "comment_added") -> str:
    return f"/api/mail/desks/{desk.id}/templates/{kind}"


def words_of(mail: EmailMessage, kind: str) -> str:
    part = mail.get_body((kind,))
    assert part
    return part.get_content()


@pytest.mark.attack("A17")
@pytest.mark.parametrize("how", REFUSED)
async def test_a17_a_template_is_no_program(http: httpx.AsyncClient, desk: DeskState, how: str):
    own = {"subject": "Hello", "body": REFUSED[how]}
    for answer in (
        await http.put(place(desk), json=own),
        await http.post(f"{place(desk)}/preview", json=own),
        await http.post(f"{place(desk)}/test", json=own),
        await http.put(place(desk), json={"subject": REFUSED[how][:300], "body": "Hello"}),
    ):
        assert answer.status_code == 422, answer.text


@pytest.mark.attack("A17")
@pytest.mark.parametrize("how", TEXT)
async def test_a17_what_is_no_variable_is_text(http: httpx.AsyncClient, desk: DeskState, how: str):
    own = {"subject": "Hello", "body": TEXT[how]}
    shown = (await http.post(f"{place(desk)}/preview", json=own)).json()
    assert shown["text"].strip() == TEXT[how].replace("{{ticket_title}}", shown_title(shown)).strip()


def shown_title(shown: dict[str, Any]) -> str:
    between = shown["text"].partition("%}")[2] or shown["text"].partition("{# ")[2] or shown["text"][1:]
    return between.partition("{%")[0].partition(" #}")[0].partition("}")[0]


async def mailed(mail: Mail, sink: Sink, desk: DeskState, said: str, own: bool) -> EmailMessage:
    """The mail about a comment in whose every word `said` stands."""
    state = a_ticket_state(desk.id, title=said, requester={"name": said})
    actor = ANNA.model_copy(update={"name": f"Anna {said}"}) if own else ANNA
    await mail.hear(ticket_created(state), comment_added(state, actor=actor, body=f"Hello {said}"))
    await mail.send()
    return sink.mails[-1]


@pytest.mark.attack("A17", "A2")
@pytest.mark.parametrize("how", SAYS)
@pytest.mark.parametrize("own", [False, True])
async def test_a17_words_in_a_template_are_words(
    mail: Mail, http: httpx.AsyncClient, desk: DeskState, sink: Sink, how: str, own: bool
):
    if own:
        assert (await http.put(place(desk), json=OWN)).status_code == 200
    sent = await mailed(mail, sink, desk, SAYS[how], own)
    text, html = words_of(sent, "plain"), words_of(sent, "html")
    shown = "".join(sign for sign in SAYS[how] if sign >= " ")
    assert f"Hello {shown}" in text
    assert shown in str(sent["Subject"])
    for hostile in ("<script", "<svg", "onerror=alert(1)>", 'href="javascript', "\x01", "\x02", "\x03"):
        assert hostile not in html.lower()
    assert "Kontora" in str(sent["From"])


@pytest.mark.attack("A17")
@pytest.mark.parametrize("pairs", ["()", "„”", "“”", "«»", '""'])
async def test_a17_a_desk_with_a_template_of_brackets_keeps_no_other_mail_waiting(
    mail: Mail, http: httpx.AsyncClient, desk: DeskState, sink: Sink, pairs: str
):
    body = f"{pairs[0] * 9000}{{{{requester_name}}}}{pairs[1] * 9000}Hello"
    answer = await http.put(place(desk, "ticket_created"), json={"subject": "s", "body": body})
    assert answer.status_code == 200
    await mail.hear(ticket_created(a_ticket_state(desk.id, requester={"name": None, "verified": True})))
    await mail.send()
    assert words_of(sink.mails[-1], "plain").strip() == "Hello"
