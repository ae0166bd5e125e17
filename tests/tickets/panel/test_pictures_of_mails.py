"""A mail with two pictures among its words shows both in their places, read by the real reader."""

from secrets import token_urlsafe
from uuid import UUID

from uuid_utils.compat import uuid7

from services.notifications.parsing.reading import parse
from shared.contracts.notifications import MailCommentRequested, MailTicketRequested
from shared.contracts.parts import Attachment, Requester
from shared.files import display_name, sniff
from shared.storage import in_chunks
from tests.notifications.parsing.test_mentions import TWO, with_pictures
from tests.shared.test_previews import a_picture
from tests.tickets.panel.page import read

HTML = '<p>First <img src="cid:one@x"> and then <img src="cid:two@x">.</p><p><img src="cid:gone@x" alt="a lamp"></p>'


async def taken_in(tickets, content: bytes) -> tuple[str, tuple[Attachment, ...]]:
    """What a mail says and brings, its files stored."""
    mail, files = parse(content), []
    for each in mail.attachments:
        key = token_urlsafe(24)
        await tickets.service.storage.put(key, in_chunks(each.content))
        named = {"id": uuid7(), "object_key": key, "name": display_name(each.name), "size": len(each.content)}
        files.append(Attachment(content_type=sniff(each.content), **named))
    return mail.text, tuple(files)


async def test_both_are_shown_where_they_stood(tickets, http, desk):
    text, files = await taken_in(tickets, with_pictures(HTML, *TWO, content=a_picture()))
    rita = Requester(email="rita@example.com")
    sealed = tickets.service.web.state.sealer.seal_text("a-token")
    await tickets.hear(
        MailTicketRequested(
            request_id=uuid7(), ticket_id=(made := uuid7()), public_token=sealed, desk_id=UUID(desk["id"]),
            title="Pictures", body=text, requester=rita, attachments=files,
        )
    )  # fmt: skip
    page = read((await http.get(f"/panel/tickets/{made}")).text)
    said = page.one("article", aria_label="From the requester")
    first, second = said.all("img", class_="in-place")
    assert (first["alt"], second["alt"]) == ("before.png", "after.png")
    assert "First and then ." in said.text
    assert "a lamp" in said.text
    assert said.all(class_="file") == []
    for each in (first, second):
        assert (await http.get(each["src"])).headers["content-type"] == "image/webp"
    await tickets.hear(
        MailCommentRequested(
            request_id=uuid7(), comment_id=uuid7(), ticket_id=made, body=text, author=rita, public=True
        )
    )
    page = read((await http.get(f"/panel/tickets/{made}")).text)
    assert len(page.all("img", class_="in-place")) == 2, "another message's pictures are none of a comment's"
