"""Mails say what the panel says: formatted answers, links, files with their size, names that stay names."""

from datetime import UTC, datetime
from email import message_from_bytes, policy
from email.message import EmailMessage
from uuid import uuid4

import pytest

from services.notifications.rendering.files import FilesTold, tell_files
from services.notifications.rendering.letters import Letter, compose
from shared.contracts.parts import Attachment
from shared.contracts.tickets import DeskChanged
from shared.language import language_named
from shared.markup import to_html
from tests.builders import ANNA
from tests.notifications.conftest import given_mailbox, heard_desk
from tests.notifications.events import a_ticket_state, comment_added, ticket_created

ANSWER = "Try **this**:\n\n1. open `my file.txt`\n2. see www.example.com/help (or https://docs.example/x?a=1&b=2).\n\n> as you said"


async def stored(mail, name: str, content: bytes, kind: str = "text/plain") -> Attachment:
    async def chunks():
        yield content

    key = f"key-{uuid4()}"
    await mail.service.storage.put(key, chunks())
    return Attachment(id=uuid4(), object_key=key, name=name, size=len(content), content_type=kind)


async def answered(mail, desk, sink, **fields) -> EmailMessage:
    ticket = a_ticket_state(desk.id)
    await mail.hear(ticket_created(ticket), comment_added(ticket, **fields))
    await mail.send()
    assert await mail.states() == ["sent", "sent"]
    return sink.mails[1]


def html_in(got: EmailMessage) -> str:
    return got.get_body(("html",)).get_content()  # type: ignore[union-attr]


def text_in(got: EmailMessage) -> str:
    return got.get_body(("plain",)).get_content().replace("\r\n", "\n")  # type: ignore[union-attr]


@pytest.mark.parametrize("is_rendered", [True, False])
async def test_an_answer_is_formatted_in_html_and_readable_as_text(mail, desk, mailbox, sink, is_rendered):
    html = to_html(ANSWER, "markdown") if is_rendered else ""
    got = await answered(mail, desk, sink, body=ANSWER, body_html=html)
    shown = html_in(got)
    for part in ("<strong>this</strong>", "<li", "<blockquote", "my file.txt</code>"):
        assert part in shown
    for url in ("http://www.example.com/help", "https://docs.example/x?a=1&amp;b=2"):
        assert f'href="{url}" rel="noopener noreferrer nofollow"' in shown
    assert ANSWER in text_in(got)
    assert "<p" not in text_in(got)


async def test_every_paragraph_has_its_own_direction(mail, desk, mailbox, sink):
    got = await answered(mail, desk, sink, body="שלום")
    assert 'dir="auto"' in html_in(got).partition("שלום")[0].rpartition("<p")[2]


@pytest.mark.attack("A1")
async def test_hostile_html_from_the_bus_is_cleaned_once_more(mail, desk, mailbox, sink):
    got = await answered(
        mail, desk, sink, body="x", body_html='<p onclick="a()">x<script>a()</script><img src=x></p>'
    )
    assert not any(bad in html_in(got) for bad in ("onclick", "<script>a()", "<img"))


async def test_small_files_are_attached_and_named_with_their_size(mail, desk, mailbox, sink):
    files = (
        await stored(mail, 'Żółw "2".txt', b"zolw" * 300),
        await stored(mail, "=?utf-8?q?a?=.pdf", b"%PDF\x00\xff"),
    )
    got = await answered(mail, desk, sink, body="See here.", attachments=files)
    brought = {part.get_filename(): part.get_payload(decode=True) for part in got.iter_attachments()}
    assert brought == {'Żółw "2".txt': b"zolw" * 300, "=?utf-8?q?a?=.pdf": b"%PDF\x00\xff"}
    assert 'Files: attached\n- Żółw "2".txt (1.2 KB)\n- =?utf-8?q?a?=.pdf (6 B)' in text_in(got)
    assert "Żółw" in html_in(got)
    assert got["message-id"]


async def test_files_of_more_than_5_mb_are_linked_by_the_public_page(mail, desk, mailbox, sink):
    files = tuple([await stored(mail, f"{n}.bin", b"x" * (2 * 1024 * 1024)) for n in range(3)])
    got = await answered(mail, desk, sink, body="See here.", attachments=files)
    assert list(got.iter_attachments()) == []
    assert (
        "Files: on the page of your inquiry: http://test/helpdesk/ticket/tok-en\n- 0.bin (2 MB)"
        in text_in(got)
    )
    assert 'href="http://test/helpdesk/ticket/tok-en"' in html_in(got)


def test_files_are_attached_by_the_sizes_that_are_shown():
    def told(size: int) -> FilesTold:
        a_file = Attachment(id=uuid4(), object_key="k", name="a", size=size, content_type="text/plain")
        return tell_files([a_file, a_file], language_named("en"), "http://test")

    assert "(2.5 MB)" in told(5 << 19).text
    assert len(told(5 << 19).attached) == 2
    assert "(2.6 MB)" in told((5 << 19) + 1).text
    assert told((5 << 19) + 1).attached == ()


@pytest.mark.parametrize(("language", "says"), [("en", "no text, only files"), ("pl", "nie zawiera tekstu")])
async def test_an_answer_that_is_only_a_file_says_so(mail, desk, mailbox, sink, language, says):
    await mail.hear(
        DeskChanged(desk=desk.model_copy(update={"language": language, "version": 2}), actor=ANNA)
    )
    got = await answered(mail, desk, sink, body="", attachments=(await stored(mail, "a.txt", b"x"),))
    assert says in text_in(got)
    assert says in html_in(got)
    assert "a.txt" in text_in(got)


async def test_a_file_that_is_gone_does_not_stop_the_mail(mail, desk, mailbox, sink):
    gone = Attachment(id=uuid4(), object_key="gone", name="a.txt", size=1, content_type="text/plain")
    got = await answered(mail, desk, sink, body="x", attachments=(gone,))
    assert "a.txt" in text_in(got)
    assert list(got.iter_attachments()) == []


async def test_a_storage_that_is_away_delays_the_mail(mail, desk, mailbox, sink, monkeypatch):
    ticket = a_ticket_state(desk.id)
    file = await stored(mail, "a.txt", b"x")
    await mail.hear(ticket_created(ticket), comment_added(ticket, attachments=(file,)))

    async def away(_):
        raise ConnectionRefusedError

    monkeypatch.setattr(mail.service.storage, "get", away)
    await mail.send()
    assert await mail.states() == ["sent", "queued"]


async def test_no_token_and_no_words_lie_open_in_the_database(mail, desk, mailbox, sink):
    from sqlalchemy import text

    ticket = a_ticket_state(desk.id)
    sealed = mail.service.web.state.sealer.seal_text("tok-en")
    await mail.hear(ticket_created(ticket, public_token=sealed), comment_added(ticket, body="canary"))
    async with mail.service.database.session() as session:
        rows = str((await session.execute(text("SELECT deliveries::text FROM deliveries"))).all())
        rows += str((await session.execute(text("SELECT threads::text FROM threads"))).all())
    assert "tok-en" not in rows
    assert "canary" not in rows
    await mail.send()
    assert "http://test/helpdesk/ticket/tok-en" in text_in(sink.mails[0])


@pytest.mark.parametrize(
    "name",
    ["=?utf-8?q?Admin?=", "Żółw =?utf-8?b?QQ==?=", 'Kontora "x"', "=?", "K" * 100, "Ż" * 100, "a, b <c@d.e>"],
)
def test_a_senders_name_is_what_was_typed(name):
    letter = Letter("ticket_created", "a@b.pl", name, "r@b.pl", name, "t", "<p>h</p>", "<1@b.pl>")
    raw = compose(letter, datetime.now(UTC))
    got = message_from_bytes(raw, policy=policy.default)
    assert [each.addr_spec for each in got["from"].addresses] == ["a@b.pl"]
    assert got["subject"].strip() == name
    # The standard library parts adjacent encoded words by a blank, against RFC 2047, section 6.2.
    assert got["from"].addresses[0].display_name.replace(" ", "") == name.replace(" ", "")
    head = raw.partition(b"\r\n\r\n")[0]
    assert max(map(len, head.split(b"\r\n"))) < 998
    assert b'"=?' not in head


@pytest.mark.attack("A14")
async def test_a_desks_name_that_looks_encoded_is_not_decoded_either(mail, http, sink):
    desk = await heard_desk(mail, name="=?utf-8?q?Bank?=")
    await given_mailbox(http, desk.id, sink.port, name="")
    await mail.hear(ticket_created(a_ticket_state(desk.id)))
    await mail.send()
    assert sink.mails[0]["from"].addresses[0].display_name == "=?utf-8?q?Bank?="


async def test_signs_that_turn_the_line_stay_out_of_it_and_joiners_stay_in(mail, desk, mailbox, sink):
    await mail.hear(ticket_created(a_ticket_state(desk.id, title="می\u200cخواهم \u202egnp.exe")))
    (row,) = await mail.deliveries()
    assert row.subject == "[SUP-001] می\u200cخواهم gnp.exe"
