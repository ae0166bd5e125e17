"""What a mail says of an event: the values of its template, and the files that go along."""

from dataclasses import dataclass, field
from html import escape

from services.notifications.rendering.files import tell_files
from shared.contracts.parts import Attachment
from shared.contracts.tickets import CommentAdded, TicketCreated
from shared.language import Language
from shared.markup import render


@dataclass(frozen=True, slots=True)
class Filling:
    """A template's values, those that are HTML of their own, and the files that go along."""

    values: dict[str, str]
    blocks: dict[str, str] = field(default_factory=dict)
    attached: tuple[Attachment, ...] = ()

    @property
    def size(self) -> int:
        """Characters in all."""
        return sum(map(len, (*self.values.values(), *self.blocks.values())))


async def filling_of(
    event: TicketCreated | CommentAdded, desk_name: str, language: Language, ticket_url: str
) -> Filling:
    """What fills a mail about `event`; `language` is that of what stands around an answer's files."""
    values = {
        "ticket_number": event.ticket.number,
        "ticket_title": event.ticket.title,
        "ticket_url": ticket_url,
        "desk_name": desk_name,
        "requester_name": event.ticket.requester.name or "",
    }
    if not isinstance(event, CommentAdded):
        return Filling(values)
    said, files = event.body.strip(), tell_files(event.attachments, language, ticket_url)
    html = event.body_html or await render(said, "markdown")
    if not said:
        said, html = files.alone, f"<p>{escape(files.alone)}</p>"
    values |= {
        "comment_content": "\n\n".join(each for each in (said, files.text) if each),
        "agent_name": event.actor.name,
    }
    return Filling(values, {"comment_content": html + files.html}, files.attached)
