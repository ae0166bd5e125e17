"""What was said before, below a comment's mail: none, the last or all public messages, as the desk wishes; no note."""

from collections.abc import AsyncIterator
from datetime import timedelta
from email.message import EmailMessage
from typing import Any

import pytest
from sqlalchemy import text

from services.notifications.rendering.quoting import LONGEST, MOST
from services.tickets.app import build
from services.tickets.settings import TicketsSettings
from tests.builders import ANNA, NOW, RITA
from tests.notifications.conftest import Mail, given_mailbox, heard_desk
from tests.notifications.events import a_ticket_state, comment_added, ticket_created
from tests.service_fixtures import Alone, settings_for


def part(got: EmailMessage, kind: str) -> str:
    return got.get_body((kind,)).get_content().replace("\r\n", "\n")  # type: ignore[union-attr]


async def conversation(mail: Mail, desk, *bodies: str, **fields: Any) -> None:
    """A ticket on which Rita and Anna write in turns, Anna last; all mails of it are sent."""
    ticket = a_ticket_state(desk.id)
    await mail.hear(ticket_created(ticket, body="It burns."))
    for number, body in enumerate(bodies):
        is_last = number == len(bodies) - 1
        actor = ANNA if is_last or number % 2 == 0 else RITA
        at = NOW + timedelta(minutes=number + 1)
        if is_last:
            await mail.send()
        await mail.hear(comment_added(ticket, actor, body=body, created_at=at, **(fields if is_last else {})))
    await mail.send()


@pytest.mark.parametrize(
    ("history", "quoted", "unquoted"),
    [
        ("none", [], ["It burns.", "first", "second", "pisze", "wrote"]),
        ("last", ["second"], ["It burns.", "first"]),
        ("all", ["second", "first", "It burns."], []),
    ],
)
async def test_a_mail_quotes_what_its_desk_wishes(mail, http, desk, sink, history, quoted, unquoted):
    await given_mailbox(http, desk.id, sink.port, history=history)
    await conversation(mail, desk, "the first\n\n**answer**", "a second", "the third")
    for kind in ("plain", "html"):
        said = part(sink.mails[-1], kind)
        assert "the third" in said
        places = [said.index(each) for each in quoted]
        assert places == sorted(places)
        assert not [each for each in unquoted if each in said]


async def test_a_quote_says_who_wrote_when_in_the_desks_language_and_zone(mail, http, sink):
    desk = await heard_desk(mail, language="pl", time_zone="Europe/Warsaw")
    await given_mailbox(http, desk.id, sink.port, history="last")
    await conversation(mail, desk, "the answer")
    words, html = part(sink.mails[-1], "plain"), part(sink.mails[-1], "html")
    local = (NOW + timedelta(hours=2 if 3 < NOW.month < 11 else 1)).strftime("%H:%M")
    assert f"{local}, {RITA.name} pisze:\n> It burns.\n" in words
    assert "<blockquote" in html.partition("pisze:")[2]


async def test_a_visitors_words_are_quoted_as_words_and_the_teams_are_formatted(mail, http, desk, sink):
    await given_mailbox(http, desk.id, sink.port, history="all")
    bad = "**x** <b onclick=a()>y</b> https://evil.example [z](https://evil.example)\n\nsecond line"
    await conversation(mail, desk, "**bold** https://help.example", bad, "done")
    html = part(sink.mails[-1], "html")
    assert "<strong>bold</strong>" in html
    assert 'href="https://help.example' in html
    assert 'href="https://evil.example' not in html
    assert "<b onclick" not in html
    assert "**x** &lt;b onclick=a()&gt;y&lt;/b&gt;" in html
    assert "> second line" in part(sink.mails[-1], "plain")


async def test_a_long_history_is_bounded_and_says_where_the_rest_is(mail, http, desk, sink):
    await given_mailbox(http, desk.id, sink.port, history="all")
    await conversation(mail, desk, *["x" * 100_000] * 8)
    text = part(sink.mails[-1], "plain")
    assert text.count("> ") == LONGEST // 5_000
    assert len(text) < 100_000 + LONGEST + 1_000
    assert "Earlier messages: http://test/helpdesk/ticket/tok-en" in text
    assert "Earlier messages" in part(sink.mails[-1], "html")
    await conversation(mail, desk, *[f"number {n}" for n in range(MOST + 5)])
    text = part(sink.mails[-1], "plain")
    assert (text.count("\n> number"), "Earlier messages:" in text) == (MOST, True)


async def test_news_that_come_twice_are_quoted_once(mail, http, desk, sink):
    await given_mailbox(http, desk.id, sink.port, history="all")
    ticket = a_ticket_state(desk.id)
    comment = comment_added(ticket, RITA, body="once only", created_at=NOW + timedelta(minutes=1))
    twice = comment.model_copy(update={"event_id": ticket.id})
    await mail.hear(ticket_created(ticket), comment, twice)
    await mail.hear(comment_added(ticket, created_at=NOW + timedelta(minutes=2)))
    await mail.send()
    assert part(sink.mails[-1], "plain").count("once only") == 1


async def test_no_word_of_a_message_lies_open_in_the_database(mail, desk, mailbox):
    await mail.hear(ticket_created(a_ticket_state(desk.id), body="canary"))
    async with mail.service.database.session() as session:
        rows = str((await session.execute(text("SELECT known_messages::text FROM known_messages"))).all())
    assert "gAAAA" in rows
    assert "canary" not in rows


async def test_the_setting_stays_when_a_form_does_not_name_it(mail, http, desk, sink):
    shown = await given_mailbox(http, desk.id, sink.port, history="all")
    assert shown["history"] == "all"
    form = {
        "address": "support@example.com",
        "smtp_host": "127.0.0.1",
        "smtp_port": str(sink.port),
        "smtp_tls": "none",
    }
    assert (await http.post(f"/panel/mail/desks/{desk.id}/mailbox", data=form)).status_code == 303
    assert (await http.get(f"/api/mail/desks/{desk.id}/mailbox")).json()["history"] == "all"
    assert (await given_mailbox(http, desk.id, sink.port))["history"] == "none"


@pytest.fixture
async def tickets(database, tmp_path) -> AsyncIterator[Alone]:
    """The real tickets service, whose events the mails are made of."""
    service = build(settings_for(TicketsSettings, "tickets", (await database("tickets")).url, tmp_path))
    yield Alone(service)
    await service.close()


@pytest.mark.attack("A7")
async def test_no_note_is_in_any_mail_whatever_is_quoted(mail, http, tickets, owner, sink):
    async with tickets.client(owner) as agent:
        desk = (await agent.post("/api/desks", json={"name": "S", "number_pattern": "S-{{nr:3}}"})).json()
        await mail.hear(*[event for event in await tickets.said() if event.name.startswith("desk.")])
        await given_mailbox(http, desk["id"], sink.port, history="all")
        for number in range(5):
            made = {
                "desk_id": desk["id"],
                "title": "Fire",
                "body": "It burns",
                "requester": {"email": "r@a.example"},
            }
            place = f"/api/tickets/{(await agent.post('/api/tickets', json=made)).json()['id']}"
            for turn in range(3):
                for words in ({"body": f"canary {number} {turn}"}, {"body": "@Olga canary **again**"}):
                    assert (await agent.post(f"{place}/notes", json=words)).status_code == 201
                answer = await agent.post(f"{place}/comments", json={"body": f"public {turn}"})
                assert answer.status_code == 201
    await mail.hear(*[event for event in await tickets.said() if not event.name.startswith("desk.")])
    await mail.send()
    raw = [part(got, kind) for got in sink.mails for kind in ("plain", "html")]
    assert len(sink.mails) == 20
    assert sum("public 0" in each for each in raw) == 5 * 3 * 2
    assert not [each for each in raw if "canary" in each]
