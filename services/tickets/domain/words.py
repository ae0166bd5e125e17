"""What people write on a ticket: comments are public, internal notes are not, and each has its own type."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal, Self
from uuid import UUID

from services.tickets.domain.errors import WordsRequired
from shared.contracts.parts import Actor, Attachment
from shared.markup import VERSION
from shared.text import paragraphs, shows_nothing


@dataclass(frozen=True)
class Words:
    """What somebody wrote, before it is known whether it becomes a comment or a note; either keeps the id."""

    id: UUID
    body: str
    body_html: str = ""
    attachments: tuple[Attachment, ...] = ()
    request_id: UUID | None = None


@dataclass(eq=False, repr=False, kw_only=True)
class Writing:
    """The columns that comments and notes have in common."""

    id: UUID
    ticket_id: UUID
    author_kind: Literal["agent", "requester", "system"]
    author_id: UUID | None
    author_name: str
    body: str
    body_html: str
    attachments: tuple[dict[str, Any], ...]
    created_at: datetime

    @classmethod
    def of(cls, words: Words, ticket_id: UUID, by: Actor, at: datetime, **more: Any) -> Self:
        """Put `words` on paper, `more` being other columns; refuses those that say nothing and bring no file."""
        body = paragraphs(words.body)
        if shows_nothing(body) and not words.attachments:
            raise WordsRequired
        return cls(
            id=words.id,
            ticket_id=ticket_id,
            author_kind=by.kind,
            author_id=by.id,
            author_name=by.name,
            body=body,
            body_html=paragraphs(words.body_html),
            attachments=in_columns(words.attachments),
            created_at=at,
            **more,
        )

    @property
    def told(self) -> dict[str, Any]:
        """The same in its event."""
        written = as_told(self.body, self.body_html)
        return {"comment_id": self.id, **written, "created_at": self.created_at}


def in_columns(attachments: tuple[Attachment, ...]) -> tuple[dict[str, Any], ...]:
    """Attachments as they are stored: JSON-able."""
    return tuple(file.model_dump(mode="json") for file in attachments)


def as_told(body: str, body_html: str) -> dict[str, Any]:
    """Words as events tell them, with the rules by which their HTML is made."""
    return {"body": body, "body_html": body_html, "markup_version": VERSION}


@dataclass(eq=False, repr=False, kw_only=True)
class Comment(Writing):
    """A public message of an agent or of the requester; `through` as its event says (`comment.added`).

    `looks_like_thanks`: it opened a resolved ticket, and says nothing but thanks.
    """

    through: UUID | None = None
    looks_like_thanks: bool = False


class Note(Writing):
    """An internal note: agents see it, nobody else ever."""
