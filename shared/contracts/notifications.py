"""Events of the notifications service."""

from typing import Annotated, Literal
from uuid import UUID

from shared.contracts.event import Event
from shared.contracts.files import FileStored
from shared.contracts.parts import Attachment, Requester
from shared.contracts.tomorrow import kept
from shared.contracts.wishes import TicketWish

Hint = Literal["", "names_ticket", "answers_ticket"]
"""Why a mail has to do with another ticket: its subject names that one's number, or it answers a mail about it."""


class MailTicketRequested(TicketWish, name="mail.ticket_requested.v1"):
    """A received mail is to become a ticket.

    `hint` says what it has to do with `hinted_ticket_id`, on which its sender has no part, or which is another desk's.
    """

    body_html: str = ""
    hint: Annotated[Hint, kept()] = ""
    hinted_ticket_id: UUID | None = None


NOT_PUBLISHED = (
    "(This answer to a notice was not published: whoever the notice went to may not write here any more.)"
)
"""Stands above such an answer, whoever finds out: who takes mail in, or who keeps the ticket, which may know more."""


class MailCommentRequested(Event, name="mail.comment_requested.v1"):
    """A received mail belongs to a ticket. `public`: its sender takes part there, so it is what the requester says.

    `automatic` is why it is taken for a machine's answer: that moves nothing and is shown to the team alone.
    `agent_id` is of the colleague who answered a notice: what they say is theirs, if they may still say it.
    """

    request_id: UUID
    comment_id: UUID
    ticket_id: UUID
    body: str
    author: Requester
    public: bool
    automatic: str = ""
    agent_id: UUID | None = None
    attachments: tuple[Attachment, ...] = ()


class MailboxChanged(Event, name="mailbox.changed.v1"):
    """A desk got a mailbox or lost it: only with one is there mail to its requesters. The latest counts."""

    desk_id: UUID
    has_mailbox: bool


class DeliveryEvent(Event):
    """What became of the mail about a comment, or about a new ticket (`comment_id` empty)."""

    delivery_id: UUID
    ticket_id: UUID
    comment_id: UUID | None = None
    recipient: str


class DeliverySent(DeliveryEvent, name="delivery.sent.v1"):
    """The mail server took the mail."""


class DeliveryFailed(DeliveryEvent, name="delivery.failed.v1"):
    """The mail server refused the mail for good; `reason` is its answer."""

    reason: str


class MailFileStored(FileStored, name="mail.file_stored.v1"):
    """A file came with a mail."""


class FileChecked(Event, name="file.checked.v1"):
    """What the scanner said of a file that was held until then; it is said once.

    `infected`: its bytes are gone. `unchecked`: the scanner cannot look into it, so it stays held. `reason`: for the team.
    """

    object_key: str
    verdict: Annotated[Literal["clean", "infected", "unchecked"], kept()]
    reason: str = ""
