"""What a visitor asks, from when it was checked until it is stored."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import sha256
from secrets import token_urlsafe
from typing import Any
from uuid import UUID

from pydantic_core import to_json
from uuid_utils.compat import uuid7

from services.widget.domain.doubts import Doubt
from services.widget.domain.submission import RefusedFile
from shared.contracts.custom_fields import TypedField
from shared.contracts.parts import Attachment, Priority, Requester
from shared.contracts.widget import TicketRequested
from shared.message import Headers
from shared.telemetry import current_headers


@dataclass(frozen=True, slots=True)
class Inquiry:
    """What a visitor wrote, checked; `public_token` is a secret, `idempotency_key` is bound to its caller.

    With a `doubt` a person decides whether it becomes a ticket. `left_over` of what was `given` is what no field takes.
    `files` names the drafts it brings and `asked_files` all that was sent with it, also what was refused.
    """

    desk_id: UUID
    title: str
    body: str
    requester: Requester
    priority: Priority = Priority.NORMAL
    category_id: UUID | None = None
    idempotency_key: str | None = None
    files: tuple[UUID, ...] = ()
    asked_files: tuple[str, ...] = ()
    refused_files: tuple[RefusedFile, ...] = ()
    fields: tuple[TypedField, ...] = ()
    left_over: tuple[str, ...] = ()
    given: Mapping[str, Any] = field(default_factory=dict)
    doubt: Doubt | None = None
    request_id: UUID = field(default_factory=uuid7)
    ticket_id: UUID = field(default_factory=uuid7)
    public_token: str = field(default_factory=lambda: token_urlsafe(32))
    headers: Headers = field(default_factory=current_headers)

    def fingerprint(self) -> bytes:
        """Tells a repeated request from another one with the same key, by what was typed alone.

        What a signature proves depends on the moment and on the desk: the same words later are the same.
        """
        typed = self.requester.model_copy(update={"external_id": None, "verified": False})
        beside = [each for each in (self.asked_files, self.given) if each]
        asked = [self.title, self.body, typed, self.priority, self.category_id, *beside]
        return sha256(to_json(asked)).digest()

    def told(self) -> str:
        """The body, with a line for each word that no field takes, and each file that was not kept."""
        return "\n".join([self.body, *self.left_over, *(f"[{each}]" for each in self.refused_files)]).strip()

    def as_event(
        self, sealed_token: bytes, attachments: tuple[Attachment, ...], now: datetime
    ) -> TicketRequested:
        """The wish that the tickets service will turn into a ticket."""
        return TicketRequested(
            request_id=self.request_id,
            ticket_id=self.ticket_id,
            public_token=sealed_token.decode(),
            desk_id=self.desk_id,
            title=self.title,
            body=self.told(),
            priority=self.priority,
            category_id=self.category_id,
            fields=self.fields,
            requester=self.requester,
            attachments=attachments,
            occurred_at=now,
        )
