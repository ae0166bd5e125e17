"""Replies that wait to be sent: stored with the ticket, and in no channel of the requester's until their instant.

Nothing that a comment does is done before it is sent (docs/decisions/0072-held-replies.md).
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from services.tickets.domain.conversing import Conversing, Then
from services.tickets.domain.errors import FieldRefused
from services.tickets.domain.snoozing import LONGEST
from services.tickets.domain.words import Comment, Words, Writing
from shared.contracts.parts import Actor
from shared.contracts.tickets import CommentHeld, CommentHoldEnded
from shared.errors import Conflict, Forbidden, NotFound


class SendAtInThePast(
    FieldRefused, code="send_at_in_the_past", title="A reply is sent later than now", field="send_at"
):
    """What is to be sent at a moment that has passed was meant for another one."""


class SendAtTooFar(
    FieldRefused, code="send_at_too_far", title="A reply waits five years at most", field="send_at"
):
    """As far as a snooze lasts."""


class AlreadySent(Conflict, code="already_sent", title="This reply has been sent already"):
    """What has left cannot be taken back."""


class NoSuchComment(NotFound, code="comment_not_found", title="No such comment"):
    """Nothing of this id is said on the ticket, or is to be."""


class NotYours(Forbidden, code="not_your_comment", title="This reply is somebody else's"):
    """A reply goes out in its writer's name: they decide, or who manages desks."""


@dataclass(eq=False, repr=False, kw_only=True)
class HeldComment(Writing):
    """An agent's reply that is not sent yet; `created_at` is when it was written, `then` is done when it is sent."""

    send_at: datetime
    then: Then | None = None

    @property
    def author(self) -> Actor:
        """In whose name it is sent."""
        return Actor(kind=self.author_kind, id=self.author_id, name=self.author_name)


class Holding(Conversing):
    """A ticket on which replies wait. What the verbs return is to be added through the unit of work."""

    def hold(
        self, words: Words, by: Actor, now: datetime, send_at: datetime, then: Then | None = None
    ) -> HeldComment:
        """Keep a reply until `send_at`: nobody outside learns of it, and the ticket stays as it is."""
        held = HeldComment.of(words, self.id, by, now, send_at=send_at, then=then)
        self.record(CommentHeld, comment_id=held.id, send_at=send_at, actor=by)
        return held

    def send_held(
        self, held: HeldComment, words: Words, now: datetime, also_for: tuple[UUID, ...] = ()
    ) -> Comment:
        """Say it now, with all that a reply does; `words` are those that were kept."""
        self.record(CommentHoldEnded, comment_id=held.id, reason="sent", actor=held.author)
        return self.comment_by_agent(words, held.author, now, held.then, also_for)

    def take_back(self, held: HeldComment, by: Actor) -> None:
        """Send it never."""
        whose = {"by": held.author_name} if held.author_id != by.id else None
        self.remember("taken_back", whose, None, by)
        self.record(CommentHoldEnded, comment_id=held.id, reason="taken_back", actor=by)


def sending_at(wanted: datetime | None, hold_seconds: int, now: datetime) -> datetime | None:
    """When a reply leaves: at the instant asked for, or after the desk's hold window; None: at once.

    Raises SendAtInThePast and SendAtTooFar.
    """
    if wanted is None:
        return now + timedelta(seconds=hold_seconds) if hold_seconds else None
    if wanted <= now:
        raise SendAtInThePast
    if wanted - now > LONGEST:
        raise SendAtTooFar
    return wanted
