"""A visitor's inquiry is accepted: stored with its event, many visitors in one transaction."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from secrets import token_urlsafe
from uuid import UUID

from pydantic_core import to_json
from sqlalchemy import text
from uuid_utils.compat import uuid7

from services.widget.domain.errors import KeyReused
from services.widget.uow import WidgetUow
from shared.batching import Batcher
from shared.contracts.parts import Attachment, Priority, Requester
from shared.contracts.widget import TicketRequested
from shared.database import Database, is_away
from shared.message import Headers
from shared.secrets import Sealer, fingerprint
from shared.telemetry import current_headers

STORE = text("""
    INSERT INTO submissions (request_id, ticket_id, desk_id, idempotency_key, fingerprint, title, body,
                             attachments, created_at)
    SELECT r, t, d, k, f, title, body, CAST(files AS jsonb), :now
      FROM unnest(CAST(:request_ids AS uuid[]), CAST(:ticket_ids AS uuid[]), CAST(:desk_ids AS uuid[]),
                  CAST(:keys AS text[]), CAST(:fingerprints AS bytea[]), CAST(:titles AS text[]),
                  CAST(:bodies AS text[]), CAST(:files AS text[]))
           AS new (r, t, d, k, f, title, body, files)
    ON CONFLICT (desk_id, idempotency_key) DO NOTHING
    RETURNING request_id
""")

LINK = text("""
    INSERT INTO public_links (token_hash, ticket_id, sealed_token)
    SELECT * FROM unnest(CAST(:hashes AS bytea[]), CAST(:ticket_ids AS uuid[]), CAST(:sealed AS bytea[]))
""")

EARLIER = text("""
    SELECT s.request_id, s.fingerprint, l.sealed_token
      FROM submissions s JOIN public_links l USING (ticket_id)
     WHERE s.desk_id = :desk_id AND s.idempotency_key = :key
""")


@dataclass(frozen=True, slots=True)
class Inquiry:
    """What a visitor wrote, checked; `public_token` is a secret."""

    desk_id: UUID
    title: str
    body: str
    requester: Requester
    priority: Priority = Priority.NORMAL
    category_id: UUID | None = None
    attachments: tuple[Attachment, ...] = ()
    idempotency_key: str | None = None
    request_id: UUID = field(default_factory=uuid7)
    ticket_id: UUID = field(default_factory=uuid7)
    public_token: str = field(default_factory=lambda: token_urlsafe(32))
    headers: Headers = field(default_factory=current_headers)

    def fingerprint(self) -> bytes:
        """Tells a repeated request from another one with the same key."""
        asked = [self.title, self.body, self.requester, self.priority, self.category_id]
        return sha256(to_json(asked)).digest()

    def as_event(self) -> TicketRequested:
        """The wish that the tickets service will turn into a ticket."""
        return TicketRequested(
            request_id=self.request_id,
            ticket_id=self.ticket_id,
            public_token=self.public_token,
            desk_id=self.desk_id,
            title=self.title,
            body=self.body,
            priority=self.priority,
            category_id=self.category_id,
            requester=self.requester,
            attachments=self.attachments,
        )


@dataclass(frozen=True, slots=True)
class Receipt:
    """What the visitor gets at once."""

    reference: UUID
    public_token: str


class Intake:
    """Accepts inquiries; those that come while one group is being stored form the next group."""

    def __init__(self, database: Database, sealer: Sealer, group_size: int = 200) -> None:
        self._database = database
        self._sealer = sealer
        # One group alone leaves the database idle while Python prepares the next. Single rows go side by side,
        # with connections left over for those who only look.
        parallel = 2 if group_size > 1 else max(1, database.pool_size - 2)
        self._batcher = Batcher(
            self._store, size=group_size, parallel=parallel, splits=lambda error: not is_away(error)
        )

    async def accept(self, inquiry: Inquiry) -> Receipt:
        """Store the inquiry on disk; the same key again answers the first receipt."""
        return await self._batcher.submit(inquiry)

    async def _store(self, inquiries: list[Inquiry]) -> Sequence[Receipt]:
        async with WidgetUow(self._database, self._sealer) as uow:
            fresh = await _insert(uow, inquiries)
            for inquiry in fresh.values():
                event = inquiry.as_event().model_copy(update={"occurred_at": uow.now})
                uow.record(event, inquiry.headers)
            return [await self._receipt(uow, inquiry, fresh) for inquiry in inquiries]

    async def _receipt(self, uow: WidgetUow, inquiry: Inquiry, fresh: dict[UUID, Inquiry]) -> Receipt:
        if inquiry.request_id in fresh:
            return Receipt(inquiry.request_id, inquiry.public_token)
        key = {"desk_id": inquiry.desk_id, "key": inquiry.idempotency_key}
        earlier = (await uow.session.execute(EARLIER, key)).one()
        if earlier.fingerprint != inquiry.fingerprint():
            raise KeyReused("this Idempotency-Key belongs to another inquiry")
        return Receipt(earlier.request_id, self._sealer.open(earlier.sealed_token))


async def _insert(uow: WidgetUow, inquiries: list[Inquiry]) -> dict[UUID, Inquiry]:
    """Those that are new: stored, with their links."""
    columns = {
        "now": uow.now,
        "request_ids": [each.request_id for each in inquiries],
        "ticket_ids": [each.ticket_id for each in inquiries],
        "desk_ids": [each.desk_id for each in inquiries],
        "keys": [each.idempotency_key for each in inquiries],
        "fingerprints": [each.fingerprint() for each in inquiries],
        "titles": [each.title for each in inquiries],
        "bodies": [each.body for each in inquiries],
        "files": [to_json(each.attachments).decode() for each in inquiries],
    }
    stored = set((await uow.session.execute(STORE, columns)).scalars())
    fresh = {each.request_id: each for each in inquiries if each.request_id in stored}
    links = {
        "hashes": [fingerprint(each.public_token) for each in fresh.values()],
        "ticket_ids": [each.ticket_id for each in fresh.values()],
        "sealed": [uow.sealer.seal(each.public_token) for each in fresh.values()],
    }
    if fresh:
        await uow.session.execute(LINK, links)
    return fresh
