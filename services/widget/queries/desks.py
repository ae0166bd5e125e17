"""Desks as the widget needs them: its own settings of a desk, with what tickets and notifications told of it."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import ARRAY, Uuid, literal_column, select
from sqlalchemy.ext.asyncio import AsyncSession

from services.widget.domain.errors import NoSuchDesk
from services.widget.domain.own_fields import Fields, asked_for
from services.widget.domain.signature import Secret, Signer
from services.widget.queries.links import desk_behind
from services.widget.queries.sessions import websites_of
from services.widget.tables.copies import known_desks, known_mailboxes
from services.widget.tables.own import desk_settings
from shared.auth import Person
from shared.contracts.parts import DeskState
from shared.database import Database
from shared.desk_access import is_among, may_see, visible_desks
from shared.remembered import Remembered
from shared.rows import one_dict
from shared.secrets import Sealer


@dataclass(frozen=True, slots=True)
class WidgetDesk:
    """One desk with its widget settings."""

    state: DeskState
    desk_token: str
    signer: Signer
    verification: bool
    allowed_origins: tuple[str, ...]
    attachments: bool
    max_file_bytes: int
    help_content: str
    version: int
    link_days: int = 0
    """After which the link of a resolved ticket expires; 0: never."""
    has_mailbox: bool = False

    @property
    def id(self) -> UUID:
        """The desk's id."""
        return self.state.id

    @property
    def fields(self) -> Fields:
        """The fields of its own that customers fill in."""
        return asked_for(self.state.fields)


def _ids(name: str) -> Any:
    listed = f"ARRAY(SELECT jsonb_array_elements_text(known_desks.state->'{name}')::uuid)"
    return literal_column(listed, ARRAY(Uuid)).label(name)


MEMBERS = select(known_desks.c.desk_id.label("id"), _ids("member_ids"), _ids("group_ids"))
"""Who works on which desk, as `visible_desks` reads it."""

DESKS = (
    select(desk_settings, known_desks.c.state, known_mailboxes.c.has_mailbox)
    .join(known_desks, known_desks.c.desk_id == desk_settings.c.desk_id)
    .outerjoin(known_mailboxes, known_mailboxes.c.desk_id == desk_settings.c.desk_id)
)


async def find_desk(
    session: AsyncSession, sealer: Sealer, condition: Any, *, lock: bool = False
) -> WidgetDesk | None:
    """The desk that fits, if there is one; `lock` keeps others from changing it meanwhile."""
    query = DESKS.where(condition)
    held = query.with_for_update(of=desk_settings) if lock else query
    row = one_dict(await session.execute(held))
    return _desk(row, sealer) if row else None


def _desk(row: dict[str, Any], sealer: Sealer) -> WidgetDesk:
    old = [
        Secret(sealer.open_text(each["sealed"]), datetime.fromisoformat(each["until"]))
        for each in row["old_secrets"]
    ]
    secrets = (Secret(sealer.open(row["sealed_secret"])), *old)
    return WidgetDesk(
        state=DeskState.model_validate(row["state"]),
        desk_token=row["desk_token"],
        signer=Signer(row["desk_token"], secrets, timedelta(seconds=row["max_age_of_signature"])),
        verification=row["verification"],
        allowed_origins=tuple(row["allowed_origins"]),
        attachments=row["attachments"],
        max_file_bytes=row["max_file_bytes"],
        help_content=row["help_content"],
        version=row["version"],
        link_days=row["link_days"] or 0,
        has_mailbox=bool(row["has_mailbox"]),
    )


class Named(NamedTuple):
    """A desk in a list to choose from."""

    id: UUID
    name: str
    color: str


async def list_desks(session: AsyncSession, person: Person) -> list[Named]:
    """The desks that `person` may see, by name."""
    state = known_desks.c.state
    seen = is_among(known_desks.c.desk_id, await visible_desks(session, person, MEMBERS))
    found = select(known_desks.c.desk_id, state["name"].astext, state["color"].astext).where(seen)
    return [Named(*row) for row in await session.execute(found.order_by(state["name"].astext))]


KNOWN_FOR = 2.0
"""Seconds for which a desk found by its public token is believed: every visitor's request asks for one."""


class WidgetDesks:
    """Finds desks. Those by their public token are up to two seconds old: every visitor's request asks for one."""

    def __init__(self, database: Database, sealer: Sealer) -> None:
        self._database = database
        self._sealer = sealer
        self._recent = Remembered(self._of_token, KNOWN_FOR)
        self._behind = Remembered(self._listed_behind, KNOWN_FOR)

    async def by_token(self, desk_token: str) -> WidgetDesk:
        """The desk; raises NoSuchDesk."""
        desk = await self._recent.get(desk_token)
        if desk is None:
            raise NoSuchDesk("no desk has this token")
        return desk

    async def by_id(self, desk_id: UUID) -> WidgetDesk:
        """The desk as it is now; raises NoSuchDesk."""
        async with self._database.session() as session:
            found = await find_desk(session, self._sealer, desk_settings.c.desk_id == desk_id)
        if found is None:
            raise NoSuchDesk(f"no desk {desk_id}")
        return found

    async def seen_by(self, person: Person, desk_id: UUID) -> WidgetDesk | None:
        """The desk, if it has been heard of and `person` may see it."""
        async with self._database.session() as session:
            desk = await find_desk(session, self._sealer, desk_settings.c.desk_id == desk_id)
            return desk if desk and await may_see(session, person, desk.state) else None

    async def oldest(self) -> WidgetDesk | None:
        """The desk that was made first, if there is any."""
        first = select(desk_settings.c.desk_id).order_by(desk_settings.c.desk_id).limit(1).scalar_subquery()
        async with self._database.session() as session:
            return await find_desk(session, self._sealer, desk_settings.c.desk_id == first)

    async def origins_behind(self, public_token: str) -> tuple[str, ...]:
        """The websites that the desk of a ticket lists; none for a link with nothing behind it."""
        return await self._behind.get(public_token)

    async def origins_of_session(self, token: str) -> tuple[str, ...]:
        """The websites that the desk of a session lists; none for a session that is over."""
        async with self._database.session() as session:
            return tuple(await websites_of(session, token))

    def forget(self, desk_token: str) -> None:
        """Its settings were changed here: the next visitor gets the new ones."""
        self._recent.forget(desk_token)

    async def _of_token(self, desk_token: str) -> WidgetDesk | None:
        async with self._database.session() as session:
            return await find_desk(session, self._sealer, desk_settings.c.desk_token == desk_token)

    async def _listed_behind(self, public_token: str) -> tuple[str, ...]:
        async with self._database.session() as session:
            mine = desk_settings.c.desk_id == await desk_behind(session, public_token)
            return tuple(await session.scalar(select(desk_settings.c.allowed_origins).where(mine)) or ())
