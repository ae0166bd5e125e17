"""Ticket: one inquiry, from its opening to its resolution. Each ability has a module of its own."""

from dataclasses import asdict
from datetime import datetime
from typing import Self

from services.tickets.domain.assignment import Assigning
from services.tickets.domain.editing import Editing, clean_tags
from services.tickets.domain.following import Following
from services.tickets.domain.holding import Holding
from services.tickets.domain.linking import Linking
from services.tickets.domain.merging import Merging
from services.tickets.domain.opening import Inquiry
from services.tickets.domain.relocating import Relocating
from services.tickets.domain.text import clean_title
from services.tickets.domain.words import as_told, in_columns
from shared.contracts.parts import SYSTEM, Actor
from shared.contracts.tickets import TicketCreated
from shared.text import paragraphs


class Ticket(Holding, Linking, Following, Merging, Assigning, Editing, Relocating):
    """One inquiry with a number, on exactly one desk."""

    @classmethod
    def open(cls, inquiry: Inquiry, number: str, by: Actor, now: datetime) -> Self:
        """Make a ticket of an inquiry; whether the desk takes it, `opening.check_may_open` has said."""
        ticket = cls(
            id=inquiry.ticket_id,
            desk_id=inquiry.desk_id,
            number=number,
            title=clean_title(inquiry.title),
            body=paragraphs(inquiry.body),
            body_html=paragraphs(inquiry.body_html),
            attachments=in_columns(inquiry.attachments),
            priority=inquiry.priority,
            channel=inquiry.channel,
            tags=clean_tags(inquiry.tags),
            field_values=dict(inquiry.field_values),
            created_at=now,
            updated_at=now,
        )
        ticket.category = inquiry.category
        ticket.requester = inquiry.requester
        ticket._opened(inquiry, by)
        return ticket

    def _opened(self, inquiry: Inquiry, by: Actor) -> None:
        self.remember("created", None, self.number, by)
        if inquiry.hint:
            self.remember(
                "hinted", None, {**asdict(inquiry.hint), "ticket_id": str(inquiry.hint.ticket_id)}, SYSTEM
            )
        self.record(
            TicketCreated,
            **as_told(self.body, self.body_html),
            channel=self.channel,
            attachments=inquiry.attachments,
            request_id=inquiry.request_id,
            public_token=inquiry.sealed_token,
            actor=by,
        )
