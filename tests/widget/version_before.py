"""The version before, as far as its statements tell: `widget_0004` and what its processes go on doing to its tables."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine
from uuid_utils.compat import uuid7

from services.widget.app import build
from services.widget.intake.keys import link_key
from services.widget.settings import WidgetSettings
from services.widget.use_cases.commenting import Said
from shared.contracts.parts import DeskState, Requester, TicketState
from shared.schema import migrate
from shared.secrets import Sealer, fingerprint
from tests.builders import NOW
from tests.service_fixtures import KEYS, Alone, settings_for

REVISION = "widget_0004"
DESK = DeskState(id=uuid7(), name="Support", number_pattern="T-{{nr}}", version=3)
FILES = '[{"id": "0b6d2a3e-6f0c-4f5e-9a1b-3c2d4e5f6a7b", "object_key": "k", "name": "a.txt", "size": 1, "content_type": "text/plain"}]'


def a_state(ticket_id: UUID, **more) -> str:
    fields = {
        "id": ticket_id, "desk_id": DESK.id, "number": "T-1", "title": "Numbered", "status": "open",
        "priority": "normal", "requester": Requester(email="rita@example.com", name="Rita"), "created_at": NOW, "version": 1,
    }  # fmt: skip
    return TicketState.model_validate(fields | more).model_dump_json()


FOLLOW_DESK = text("""
    INSERT INTO desks (desk_id, state, state_version, desk_token, sealed_secret, verification, allowed_origins,
                       attachments, max_file_bytes, help_content, max_age_of_signature, version)
    VALUES (:id, CAST(:state AS jsonb), :state_version, :token, :secret, false, '[]', true, 10485760, '', 86400, 1)
    ON CONFLICT (desk_id) DO UPDATE
       SET state = CASE WHEN desks.state_version < excluded.state_version THEN excluded.state ELSE desks.state END,
           state_version = CASE WHEN desks.state_version < excluded.state_version THEN excluded.state_version
                                ELSE desks.state_version END
""")
FOLLOW_MAILBOX = text("""
    UPDATE desks SET has_mailbox = CASE WHEN mailbox_as_of IS NULL OR mailbox_as_of < :as_of THEN :has_mailbox
                                        ELSE has_mailbox END,
                     mailbox_as_of = greatest(mailbox_as_of, :as_of)
     WHERE desk_id = :id RETURNING desk_id
""")
CHANGE_SETTINGS = text("UPDATE desks SET help_content = :help, version = version + 1 WHERE desk_id = :id")
ACCEPT = text("""
    INSERT INTO submissions (request_id, ticket_id, desk_id, fingerprint, title, body, attachments, created_at)
    VALUES (:request_id, :ticket_id, :desk_id, :mark, :title, 'words', '[]', now())
""")
LINK = text("INSERT INTO public_links (token_hash, ticket_id, sealed_token) VALUES (:mark, :ticket_id, :sealed)"
            " ON CONFLICT DO NOTHING")  # fmt: skip
REFUSE = text("UPDATE submissions SET refused = 'desk_inactive' WHERE request_id = :request_id")
COMMENT = text("""
    INSERT INTO comments (comment_id, ticket_id, idempotency_key, fingerprint, author, from_team, body, body_html,
                          attachments, confirmed, created_at)
    VALUES (:id, :ticket_id, :key, :mark, 'Rita', false, :body, :body, '[]', false, now()) ON CONFLICT DO NOTHING
""")
ENCLOSE = text("UPDATE comments SET attachments = CAST(:files AS jsonb) WHERE comment_id = :id")
KEEP_TICKET = text("""
    INSERT INTO tickets AS old (ticket_id, desk_id, state, version, channel, body, body_html, attachments)
    VALUES (:id, :desk_id, CAST(:state AS jsonb), :version, 'widget', :body, :body, '[]')
    ON CONFLICT (ticket_id) DO UPDATE SET
      state = CASE WHEN excluded.version > old.version THEN excluded.state ELSE old.state END,
      version = greatest(excluded.version, old.version),
      body = coalesce(old.body, excluded.body)
""")
KEEP_COMMENT = text("""
    INSERT INTO comments (comment_id, ticket_id, author, from_team, body, body_html, attachments, confirmed, created_at)
    VALUES (:id, :ticket_id, :author, :from_team, :body, :body, '[]', true, :at)
    ON CONFLICT (comment_id) DO UPDATE SET confirmed = true, created_at = excluded.created_at
""")


class VersionBefore:
    """One of its processes, at work in a transaction."""

    def __init__(self, connection: AsyncConnection, sealer: Sealer) -> None:
        self.connection = connection
        self.sealer = sealer

    async def _do(self, statement: Any, **values: Any) -> int:
        return (await self.connection.execute(statement, values)).rowcount

    async def follow_desk(self, state: DeskState, token: str = "old-token") -> None:
        values = {"state": state.model_dump_json(), "state_version": state.version, "token": token}
        await self._do(FOLLOW_DESK, id=state.id, secret=self.sealer.seal("old-secret"), **values)

    async def follow_mailbox(self, desk_id: UUID, has_mailbox: bool, as_of: datetime) -> None:
        assert await self._do(FOLLOW_MAILBOX, id=desk_id, has_mailbox=has_mailbox, as_of=as_of)

    async def change_settings(self, desk_id: UUID, help_content: str) -> None:
        await self._do(CHANGE_SETTINGS, id=desk_id, help=help_content)

    async def accept(self, desk_id: UUID, link: str, title: str) -> tuple[UUID, UUID]:
        """An inquiry with its link; answers the ids of the wish and of the ticket."""
        request_id, ticket_id = uuid7(), uuid7()
        await self._do(
            ACCEPT, request_id=request_id, ticket_id=ticket_id, desk_id=desk_id, mark=b"", title=title
        )
        await self.link(ticket_id, link)
        return request_id, ticket_id

    async def link(self, ticket_id: UUID, link: str) -> None:
        await self._do(LINK, mark=fingerprint(link), ticket_id=ticket_id, sealed=self.sealer.seal(link))

    async def refuse(self, request_id: UUID) -> None:
        await self._do(REFUSE, request_id=request_id)

    async def comment(self, ticket_id: UUID, body: str, key: str | None = None) -> UUID | None:
        """A customer's comment; None when there is one under this key."""
        comment_id, mark = uuid7(), Said(ticket_id, "Rita", body).fingerprint()
        values = {"id": comment_id, "key": key and link_key(key), "mark": mark, "body": body}
        return comment_id if await self._do(COMMENT, ticket_id=ticket_id, **values) else None

    async def enclose(self, comment_id: UUID | None, files: str) -> None:
        assert await self._do(ENCLOSE, id=comment_id, files=files)

    async def keep_ticket(self, ticket_id: UUID, desk_id: UUID, state: str, version: int = 1) -> None:
        await self._do(KEEP_TICKET, id=ticket_id, desk_id=desk_id, state=state, version=version, body="words")

    async def keep_comment(
        self, ticket_id: UUID, body: str, at: datetime, comment_id: UUID | None = None, author: str = "Anna"
    ) -> None:
        values = {"author": author, "from_team": author == "Anna", "body": body, "at": at}
        await self._do(KEEP_COMMENT, id=comment_id or uuid4(), ticket_id=ticket_id, **values)

    async def one(self, query: str, **values: Any) -> Any:
        """The first row of what it asks."""
        return (await self.connection.execute(text(query), values)).first()


@dataclass(frozen=True)
class Life:
    """What the version before did: four links, named by what became of them, and a comment under the key `c`."""

    numbered: UUID
    mine: UUID | None


async def a_life(before: VersionBefore) -> Life:
    """A desk is made and renamed; of its tickets one was talked about, one refused, one began elsewhere."""
    await before.follow_desk(DESK)
    await before.follow_desk(DESK.model_copy(update={"name": "Help", "version": 4}), "another-token")
    await before.follow_mailbox(DESK.id, True, NOW)
    await before.change_settings(DESK.id, "Write to us")
    _, numbered = await before.accept(DESK.id, "numbered", "x")
    await before.keep_ticket(numbered, DESK.id, a_state(numbered))
    mine = await before.comment(numbered, "mine", key="c")
    await before.enclose(mine, FILES)
    await before.keep_comment(numbered, "answer", NOW + timedelta(minutes=1))
    await before.keep_comment(numbered, "mine", NOW, mine, "Rita")
    await before.comment(numbered, "not yet told")
    refused, _ = await before.accept(DESK.id, "refused", "Refused")
    await before.refuse(refused)
    await before.accept(DESK.id, "received", "Received")
    told = uuid4()
    await before.keep_ticket(told, DESK.id, a_state(told, title="Elsewhere"))
    await before.link(told, "elsewhere")
    return Life(numbered, mine)


class Beside:
    """A database of the version before, and after `go_on` our service on it."""

    def __init__(self, url: str, engine: AsyncEngine, folder: Path) -> None:
        self.url, self.engine, self.folder = url, engine, folder
        self.sealer = Sealer([KEYS["HELPDESK_SECRETS_KEY"]])

    @asynccontextmanager
    async def before(self) -> AsyncIterator[VersionBefore]:
        """One transaction of the version before."""
        async with self.engine.begin() as connection:
            yield VersionBefore(connection, self.sealer)

    @asynccontextmanager
    async def go_on(self) -> AsyncIterator[Alone]:
        """Migrate and start."""
        await migrate(self.url, "widget")
        service = build(settings_for(WidgetSettings, "widget", self.url, self.folder))
        yield Alone(service)
        await service.close()
