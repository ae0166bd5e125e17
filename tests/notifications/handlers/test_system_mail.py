"""Mails of the installation itself: one per request, by the operator's server, told of to nobody."""

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text
from uuid_utils.compat import uuid7

from shared.contracts.organization import MailRequested
from shared.contracts.widget import CodeRequested
from tests.conftest import MakeDatabase
from tests.notifications.conftest import Mail, given_mailbox, heard_desk, mailing, queued, system_mail_by
from tests.notifications.events import again
from tests.notifications.sink import Sink
from tests.service_fixtures import a_person

LINK = "http://test/auth/password-reset/to-ken"


@pytest.fixture
async def post(database: MakeDatabase, tmp_path: Path, sink: Sink) -> AsyncIterator[Mail]:
    """The service with a server for system mail."""
    url = (await database("notifications")).url
    async with mailing(url, tmp_path, **system_mail_by(sink)) as service:
        yield service


def a_request(mail: Mail, **fields: Any) -> MailRequested:
    link = mail.service.web.state.sealer.seal_text(LINK)
    values = {"name": "Marta", "link": link} | fields.pop("values", {})
    given = {"request_id": uuid7(), "kind": "password_reset", "to": "marta@example.com", "language": "en"}
    return MailRequested.model_validate(given | {"values": values} | fields)


def a_code(mail: Mail, **fields: Any) -> CodeRequested:
    code = mail.service.web.state.sealer.seal_text("1234 5678")
    given = {"request_id": uuid7(), "to": "rita@example.com", "language": "en", "desk_name": "Support"}
    return CodeRequested.model_validate(given | {"code": code} | fields)


SAYS = [
    ("password_reset", "en", "A new password for Helpdesk", "within an hour"),
    ("password_reset", "pl", "Nowe hasło do Helpdesku", "w ciągu godziny"),
    ("invitation", "en", "Anna invites you to Helpdesk", "within 7 days"),
    ("invitation", "pl", "Anna zaprasza Cię do Helpdesku", "w ciągu 7 dni"),
    ("password_reset", "tlh", "A new password for Helpdesk", "within an hour"),
]


@pytest.mark.parametrize(("kind", "language", "subject", "says"), SAYS)
async def test_a_mail_in_the_words_of_its_kind_and_language(post, sink, kind, language, subject, says):
    await post.hear(a_request(post, kind=kind, language=language, values={"by": "Anna"}))
    await post.send()
    (sent,) = sink.mails
    assert (str(sent["Subject"]), str(sent["To"])) == (subject, "marta@example.com")
    assert str(sent["From"]) == "Helpdesk <it@example.com>"
    assert sent["Auto-Submitted"] == "auto-generated"
    text, html = (sent.get_body((each,)).get_content() for each in ("plain", "html"))
    assert says in text
    assert LINK in text
    assert f'<a style="color:#17626a" href="{LINK}">{LINK}</a>' in html


@pytest.mark.attack("A2", "A14")
async def test_what_people_are_called_is_no_markup_and_no_header(post, sink):
    hostile = "<b>Eve</b>\r\nBcc: x@example.com {link}"
    await post.hear(a_request(post, kind="invitation", values={"by": hostile, "name": hostile}))
    await post.send()
    (sent,) = sink.mails
    assert sent["Bcc"] is None
    html = sent.get_body(("html",)).get_content()
    assert "<b>" not in html
    assert "&lt;b&gt;Eve" in html
    assert html.count("<a ") == 1


@pytest.mark.parametrize(
    ("language", "subject", "says"),
    [("en", "Your code for Support", "for 10 minutes"), ("pl", "Twój kod do: Support", "przez 10 minut")],
)
async def test_a_customers_code_in_the_words_of_the_desks_language(post, sink, language, subject, says):
    await post.hear(a_code(post, language=language))
    await post.send()
    (sent,) = sink.mails
    assert (str(sent["Subject"]), str(sent["To"])) == (subject, "rita@example.com")
    text, html = (sent.get_body((each,)).get_content() for each in ("plain", "html"))
    assert says in text
    assert "1234 5678" in text
    assert "1234 5678" in html
    assert "<a " not in html
    assert await post.said() == []


@pytest.mark.attack("A35")
@pytest.mark.parametrize(("asked", "secret"), [(a_code, "1234 5678"), (a_request, "to-ken")])
async def test_a_code_or_link_is_stored_sealed_and_shown_to_no_agent(post, asked, secret):
    await post.hear(asked(post))
    async with post.service.database.session() as session:
        stored = str((await session.execute(text("SELECT * FROM deliveries"))).all())
    assert secret not in stored
    async with post.client(a_person("owner")) as http:
        assert (await http.get("/api/mail/deliveries")).json()["items"] == []


async def test_a_request_makes_one_mail_and_no_news_of_it(post, sink):
    request = a_request(post)
    await post.hear(request, again(request))
    await post.send()
    assert (len(sink.mails), await post.states()) == (1, ["sent"])
    assert await post.said() == []


async def test_what_the_server_refuses_is_told_to_nobody(post, sink):
    sink.mode = "550"
    await post.hear(a_request(post))
    await post.send()
    assert await post.states() == ["failed"]
    assert await post.said() == []


async def test_without_a_server_it_is_noted_why_nothing_went(mail, capsys):
    await mail.hear(a_request(mail))
    (row,) = await mail.deliveries()
    assert (row.state, row.reason, row.text) == ("failed", "not sent: HELPDESK_SMTP_URL is not set", "")
    assert "system_mail_not_sent" in (told := capsys.readouterr()).out + told.err


async def test_a_server_that_is_away_is_tried_again_and_holds_up_no_desk(post, sink):
    desk = await heard_desk(post)
    async with Sink() as other, post.client(a_person("owner")) as http:
        await given_mailbox(http, desk.id, other.port)
        await queued(post, desk)
        sink.mode = "hang before"
        await post.hear(a_request(post))
        await post.send()
        assert (sorted(await post.states()), len(other.raw)) == (["queued", "sent"], 1)
        sink.mode = ""
        await post.send(timedelta(minutes=3))
    assert (await post.states(), len(sink.raw)) == (["sent", "sent"], 1)


async def test_it_goes_before_the_mails_of_desks(post, desk_of_post):
    await queued(post, desk_of_post, 3)
    await post.hear(a_request(post))
    (first,) = await post.service.web.state.sending._claims.claim(1)
    assert first.letter.kind == "password_reset"


@pytest.fixture
async def desk_of_post(post: Mail, sink: Sink) -> Any:
    desk = await heard_desk(post)
    async with post.client(a_person("owner")) as http:
        await given_mailbox(http, desk.id, sink.port)
    return desk
