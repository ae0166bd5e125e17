"""Canned replies of a desk: words with variables, and what becomes of the ticket with them, in one piece."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Self, TypedDict, Unpack
from uuid import UUID

from services.tickets.domain.assignment import Assignee
from services.tickets.domain.conversing import Then
from services.tickets.domain.editing import clean_tags
from services.tickets.domain.errors import CannedReplyRefused, UnknownVariable
from services.tickets.domain.holding import HeldComment
from services.tickets.domain.ticket import Ticket
from services.tickets.domain.words import Comment, Words
from shared.contracts.parts import Actor, Priority, Status
from shared.placeholders import names_in, told, unknown_in
from shared.text import one_line, paragraphs, shows_nothing

VARIABLES = ("requester_name", "ticket_number", "ticket_title", "agent_name", "desk_name")
MAX_NAME = 100
MAX_BODY = 20_000
MOST_VARIABLES = 50
MOST_REPLIES = 500
"""Of one desk."""

EDITS = ("status", "priority", "add_tags", "remove_tags")
THEN_OF: dict[Status | None, Then] = {Status.WAITING: "wait", Status.RESOLVED: "resolve"}
"""A comment that is followed by this status takes the ticket there at once, and not by way of another one."""


class ReplySettings(TypedDict, total=False):
    """What can be set on a canned reply; one that is not named stays, or is empty."""

    name: str
    body: str
    then: Then | None
    status: Status | None
    priority: Priority | None
    add_tags: tuple[str, ...]
    remove_tags: tuple[str, ...]
    assignee: Assignee | None


@dataclass(frozen=True, slots=True)
class Saying:
    """What is said with a canned reply, and when it is sent, if not at once.

    `also_for`: tickets merged into the one it is said on whose requesters are other people.
    """

    words: Words
    also_for: tuple[UUID, ...]
    send_at: datetime | None


@dataclass(eq=False, repr=False, kw_only=True)
class CannedReply:
    """One canned reply. `folded` is its name as two names are compared."""

    id: UUID
    desk_id: UUID
    name: str = ""
    folded: str = ""
    body: str = ""
    then: Then | None = None
    status: Status | None = None
    priority: Priority | None = None
    add_tags: tuple[str, ...] = ()
    remove_tags: tuple[str, ...] = ()
    assignee_kind: str | None = None
    assignee_id: UUID | None = None
    version: int = 0

    @classmethod
    def make(cls, reply_id: UUID, desk_id: UUID, **settings: Unpack[ReplySettings]) -> Self:
        """A new one; raises CannedReplyRefused, UnknownVariable or TagRefused."""
        reply = cls(id=reply_id, desk_id=desk_id)
        reply.change(**{"name": "", **settings})
        return reply

    def change(self, **settings: Unpack[ReplySettings]) -> None:
        """Set what is named, all or nothing."""
        for name, value in cleaned(settings).items():
            setattr(self, name, value)
        self.folded = fold(self.name)
        self._check()
        self.version += 1

    @property
    def assignee(self) -> Assignee | None:
        """Who becomes responsible, if the reply says so."""
        return Assignee(self.assignee_kind, self.assignee_id) if self.assignee_id else None  # type: ignore[arg-type]

    @assignee.setter
    def assignee(self, assignee: Assignee | None) -> None:
        self.assignee_kind = assignee.kind if assignee else None
        self.assignee_id = assignee.id if assignee else None

    @property
    def edits(self) -> bool:
        """Whether it changes facts of the ticket."""
        return any(getattr(self, name) for name in EDITS)

    def act(
        self, ticket: Ticket, by: Actor, now: datetime, saying: Saying | None = None
    ) -> Comment | HeldComment | None:
        """Do to a ticket all that the reply says; the comment, if there is one, is to be added.

        Words that wait take with them what the ticket does after them.
        """
        if self.add_tags or self.remove_tags:
            ticket.retag(by, remove=self.remove_tags, add=self.add_tags)
        if self.priority:
            ticket.prioritize(self.priority, by)
        comment = self._say(ticket, by, now, saying) if saying else None
        waits = bool(saying and saying.send_at and self.status in THEN_OF)
        if self.status and not waits:
            ticket.move_to(self.status, by, now)
        if self.assignee:
            ticket.assign(self.assignee, by)
        return comment

    def _say(self, ticket: Ticket, by: Actor, now: datetime, saying: Saying) -> Comment | HeldComment:
        then = self.then or THEN_OF.get(self.status)
        if saying.send_at:
            return ticket.hold(saying.words, by, now, saying.send_at, then)
        return ticket.comment_by_agent(saying.words, by, now, then, saying.also_for)

    def _check(self) -> None:
        if not (self.body or self.edits or self.assignee):
            raise CannedReplyRefused("Write a reply, or say what becomes of the ticket", "body")
        if self.then and not self.body:
            raise CannedReplyRefused("What the ticket does after a reply needs a reply", "then")
        if self.then and self.status:
            raise CannedReplyRefused("Either “then” or “status” says where the ticket goes", "then")
        if both := {each.casefold() for each in self.add_tags} & {
            each.casefold() for each in self.remove_tags
        }:
            raise CannedReplyRefused(f"Tags both added and removed: {', '.join(sorted(both))}", "remove_tags")


def fold(name: str) -> str:
    """A name as two names are compared: case does not tell them apart."""
    return one_line(name).casefold()


def cleaned(settings: Mapping[str, Any]) -> dict[str, Any]:
    """The settings as they are kept."""
    return {name: CLEANED.get(name, lambda value: value)(value) for name, value in settings.items()}


def _name(name: str) -> str:
    line = one_line(name)
    if shows_nothing(line) or len(line) > MAX_NAME:
        raise CannedReplyRefused(f"A name of 1 to {MAX_NAME} characters is needed", "name")
    return line


def _body(body: str) -> str:
    text = paragraphs(body)
    if len(text) > MAX_BODY or len(names_in(text)) > MOST_VARIABLES:
        raise CannedReplyRefused(f"At most {MAX_BODY} characters and {MOST_VARIABLES} variables", "body")
    if errors := [{"field": "body", **told(text, *each)} for each in unknown_in(text, VARIABLES)]:
        known = ", ".join(f"{{{{{name}}}}}" for name in VARIABLES)
        raise UnknownVariable(f"{errors[0]['message']}. Replies know {known}", errors)
    return "" if shows_nothing(text) else text


CLEANED: dict[str, Callable[[Any], Any]] = {
    "name": _name,
    "body": _body,
    "add_tags": clean_tags,
    "remove_tags": clean_tags,
}
