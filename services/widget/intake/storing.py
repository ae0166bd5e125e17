"""A visitor's inquiry is accepted: stored with its event, many visitors in one transaction."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from pydantic_core import from_json, to_json
from sqlalchemy import insert, text, update
from sqlalchemy.ext.asyncio import AsyncSession

from services.widget.domain.doubts import Doubt
from services.widget.domain.errors import KeyReused
from services.widget.domain.submission import RefusedFile
from services.widget.intake.inquiry import Inquiry
from services.widget.intake.one_statement import STORE, Sealed, told_at_once, values
from services.widget.tables.own import quarantine, submissions
from services.widget.uow import WidgetUow
from shared.batching import Batcher
from shared.contracts.parts import Attachment
from shared.contracts.widget import TicketRequested
from shared.database import Database, is_away
from shared.files import claim
from shared.message import Headers
from shared.secrets import Sealer

EARLIER = text("""
    SELECT s.request_id, s.fingerprint, s.refused_files, l.sealed_token
      FROM submissions s JOIN public_links l USING (ticket_id)
     WHERE s.desk_id = :desk_id AND s.idempotency_key = :key
""")


@dataclass(frozen=True, slots=True)
class Receipt:
    """What the visitor gets at once."""

    reference: UUID
    public_token: str
    refused_files: tuple[RefusedFile, ...] = ()


class Intake:
    """Accepts inquiries; those that come while one group is being stored form the next group."""

    def __init__(self, database: Database, sealer: Sealer, group_size: int = 200) -> None:
        self._database = database
        self._sealer = sealer
        # One group alone leaves the database idle while Python prepares the next. Single rows go side by side,
        # with connections left over for those who only look.
        parallel = 2 if group_size > 1 else max(1, database.pool_size - 2)
        self._batcher: Batcher[Inquiry, Receipt | KeyReused] = Batcher(
            self._store, size=group_size, parallel=parallel, splits=lambda error: not is_away(error)
        )

    async def accept(self, inquiry: Inquiry) -> Receipt:
        """Store the inquiry on disk; the same key again answers the first receipt."""
        answer = await self._batcher.submit(inquiry)
        if isinstance(answer, KeyReused):
            raise answer
        return answer

    async def accept_with_files(self, inquiry: Inquiry, uploader: str) -> Receipt:
        """The same for an inquiry that claims drafts of `uploader`: alone, since a wrong id refuses all of it."""
        async with WidgetUow(self._database, self._sealer) as uow:
            token = self._sealer.seal(inquiry.public_token)
            # What is told of it names its files, so it is told when they are claimed.
            stored = values([Sealed(inquiry, token, None)], self._database.offset)
            if not (await uow.session.execute(STORE, stored)).all():
                return await self._earlier_or_refuse(uow.session, inquiry)
            files = await claim(uow.session, inquiry.files, uploader)
            brought = {"attachments": _as_json(files), "refused_files": _as_json(inquiry.refused_files)}
            mine = submissions.c.request_id == inquiry.request_id
            await uow.session.execute(update(submissions).where(mine).values(brought))
            await _pass_on(uow, inquiry, token, files)
        return Receipt(inquiry.request_id, inquiry.public_token, inquiry.refused_files)

    async def earlier(self, inquiry: Inquiry) -> Receipt | None:
        """The receipt of the same inquiry, if it was accepted before; raises KeyReused."""
        if inquiry.idempotency_key is None:
            return None
        async with self._database.session() as session:
            return await self._earlier(session, inquiry)

    async def _store(self, inquiries: list[Inquiry]) -> Sequence[Receipt | KeyReused]:
        group = [told_at_once(each, self._sealer.seal(each.public_token)) for each in inquiries]
        rows = await self._database.at_once(STORE, values(group, self._database.offset))
        stored = {row.request_id for row in rows}
        if stored:
            self._database.when_outbox_filled()
        return [
            Receipt(each.request_id, each.public_token)
            if each.request_id in stored
            else await self._answer_again(each)
            for each in inquiries
        ]

    async def _answer_again(self, inquiry: Inquiry) -> Receipt | KeyReused:
        """One inquiry's own answer: a key that belongs to other words spoils nothing for the rest of the group."""
        try:
            async with self._database.session() as session:
                return await self._earlier_or_refuse(session, inquiry)
        except KeyReused as no:
            return no

    async def _earlier_or_refuse(self, session: AsyncSession, inquiry: Inquiry) -> Receipt:
        found = await self._earlier(session, inquiry)
        if found is None:
            raise KeyReused("this Idempotency-Key belongs to another inquiry")
        return found

    async def _earlier(self, session: AsyncSession, inquiry: Inquiry) -> Receipt | None:
        key = {"desk_id": inquiry.desk_id, "key": inquiry.idempotency_key}
        earlier = (await session.execute(EARLIER, key)).one_or_none()
        if earlier is None:
            return None
        if earlier.fingerprint != inquiry.fingerprint():
            raise KeyReused("this Idempotency-Key belongs to another inquiry")
        refused = tuple(RefusedFile(**each) for each in earlier.refused_files)
        return Receipt(earlier.request_id, self._sealer.open(earlier.sealed_token), refused)


async def _pass_on(uow: WidgetUow, inquiry: Inquiry, token: bytes, files: tuple[Attachment, ...]) -> None:
    """Tell the tickets service of an inquiry; in doubt it is kept, as it would have been told, for people."""
    wish = inquiry.as_event(token, files, uow.now)
    if inquiry.doubt:
        await uow.session.execute(insert(quarantine), _held(wish, inquiry.doubt, inquiry.headers))
    else:
        uow.record(wish, inquiry.headers)


def _held(wish: TicketRequested, doubt: Doubt, headers: Headers) -> dict[str, Any]:
    named = {name: getattr(wish, name) for name in ("request_id", "ticket_id", "desk_id")}
    told = {"wish": from_json(wish.to_wire()), "headers": headers, "created_at": wish.occurred_at}
    return {**named, **told, "reason": doubt}


def _as_json(parts: Sequence[Any]) -> Any:
    return from_json(to_json(parts))
