"""Comments and notes, and what they do to the ticket they are written on."""

from datetime import datetime
from typing import Literal
from uuid import UUID

from services.tickets.domain.reopening import Happening, Moving
from services.tickets.domain.thanks import looks_like_thanks
from services.tickets.domain.words import Comment, Note, Words
from shared.contracts.parts import SYSTEM, Actor
from shared.contracts.tickets import CommentAdded, NoteAdded

Then = Literal["wait", "resolve"]
AFTER_AGENT: dict[Then | None, Happening] = {
    None: Happening.AGENT_COMMENTED,
    "wait": Happening.AGENT_COMMENTED_THEN_WAITS,
    "resolve": Happening.AGENT_COMMENTED_THEN_RESOLVED,
}


class Conversing(Moving):
    """A ticket that people write on. What the verbs return is to be added through the unit of work."""

    def comment_by_agent(
        self,
        words: Words,
        by: Actor,
        now: datetime,
        then: Then | None = None,
        also_for: tuple[UUID, ...] = (),
    ) -> Comment:
        """An agent answers publicly; `then` says what the ticket is to do next.

        `also_for`: tickets merged into this one whose requesters are other people.
        """
        comment = self._comment(words, by, now, also_for=also_for)
        # Whatever was to be told the customer, an agent has just spoken to them.
        self.tell_customer = self.undelivered = False
        self.move_after(AFTER_AGENT[then], by, now)
        return comment

    def comment_by_requester(
        self,
        words: Words,
        by: Actor,
        now: datetime,
        *,
        is_last_word: bool = True,
        through: UUID | None = None,
    ) -> Comment:
        """The requester writes: the ticket comes back, unless it was told to stay asleep.

        Where they have said something of its status since, that counts, and these words move nothing. `through` is a
        ticket merged into this one, which they wrote on.
        """
        comment = self._comment(words, by, now, through=through)
        if not is_last_word:
            return comment
        if not self.keep_asleep_on_reply:
            self.wake_early("reply", by)
        was_resolved = self.is_resolved
        self.move_after(Happening.REQUESTER_COMMENTED, by, now)
        if was_resolved and not words.attachments:
            comment.looks_like_thanks = looks_like_thanks(comment.body, by.name)
        return comment

    def mail_of_another(self, words: Words, by: Actor, now: datetime) -> Note:
        """Keep a mail of somebody who takes no part in the ticket: for the team only, and nothing moves."""
        return self.note(words, by, now)

    def answer_of_a_machine(self, words: Words, by: Actor, why: str, now: datetime) -> Note:
        """Keep an automatic answer with the reason it is taken for one: it neither reopens nor wakes, and tells nobody."""
        self.remember("automatic", None, why, by)
        return self.note(words, by, now, automatic=why)

    def note(
        self, words: Words, by: Actor, now: datetime, automatic: str = "", mentioned: tuple[UUID, ...] = ()
    ) -> Note:
        """Write for the team only: no public event, no other status. `mentioned` are told of it."""
        note = Note.of(words, self.id, by, now)
        more = {"attachments": words.attachments, "automatic": automatic, "mentioned": mentioned}
        self.record(NoteAdded, **note.told, **more, actor=by)
        return note

    def brought_in(self, name: str, by: Actor) -> None:
        """Somebody may see this ticket from now on, whichever desk it is on."""
        self.remember("brought_in", None, name, by)

    def sent_away(self, name: str, by: Actor) -> None:
        """Somebody may see this ticket no more, unless they see its desk."""
        self.remember("sent_away", name, None, by)

    def delivery_failed(self, comment_id: UUID | None, recipient: str, reason: str, now: datetime) -> None:
        """A mail did not reach the requester: somebody has to act, so a quiet ticket comes back, and says so in the
        lists until an agent answers again.
        """
        self.undelivered = True
        undelivered = {
            "comment_id": str(comment_id) if comment_id else None,
            "recipient": recipient,
            "reason": reason,
        }
        self.remember("delivery_failed", None, undelivered, SYSTEM)
        self.move_after(Happening.DELIVERY_FAILED, SYSTEM, now)

    def _comment(
        self,
        words: Words,
        by: Actor,
        now: datetime,
        through: UUID | None = None,
        also_for: tuple[UUID, ...] = (),
    ) -> Comment:
        comment = Comment.of(words, self.id, by, now)
        comment.through = through
        self.close_lapsed_snooze(now)
        brought = {"attachments": words.attachments, "request_id": words.request_id}
        brought |= {"through": through, "also_for": also_for}
        self.record(CommentAdded, **comment.told, **brought, actor=by)
        return comment
