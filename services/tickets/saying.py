"""Writes down what was said, the words that searches look into, and that its draft is gone: together in one round trip.

By statements that are made once, and of tables: a flush of the session takes longer than these rows.
"""

from collections.abc import Collection, Sequence
from dataclasses import asdict, dataclass
from functools import lru_cache
from operator import attrgetter
from typing import Any, Literal
from uuid import UUID

from sqlalchemy import (
    Delete,
    Executable,
    Table,
    Uuid,
    bindparam,
    delete,
    insert,
    inspect,
    select,
    update,
)
from sqlalchemy.dialects import postgresql
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm.attributes import set_committed_value

from services.tickets.domain.searching import of_writing
from services.tickets.domain.ticket import Ticket
from services.tickets.domain.words import Comment, Note
from services.tickets.searching import in_place
from services.tickets.tables.drafts import drafts
from services.tickets.tables.searching import searched
from services.tickets.tables.tickets import tickets
from services.tickets.tables.writing import comments, notes
from shared.files import uploader_of
from shared.held_files import let_go
from shared.tables import outbox

Kind = Literal["reply", "note"]
Said = Comment | Note
d = drafts.c


@dataclass(frozen=True, slots=True)
class DraftKey:
    """Whose draft of what, on which ticket."""

    person_id: UUID
    ticket_id: UUID
    kind: Kind


@dataclass(frozen=True, slots=True)
class Answer:
    """What was said in place of a draft, on which ticket, and the row of the outbox that tells of it."""

    said: Said
    sent: DraftKey
    ticket: Ticket
    message: dict[str, Any]


GONE: Delete = delete(drafts).where(
    *(column == bindparam(f"draft_{column.name}", type_=column.type) for column in drafts.primary_key)
)


def _given(prefix: str, names: Sequence[str]) -> dict[str, Any]:
    return {name: bindparam(f"{prefix}_{name}") for name in names}


def _named(prefix: str, values: dict[str, Any]) -> dict[str, Any]:
    return {f"{prefix}_{name}": value for name, value in values.items()}


class _Saying:
    """The statements for one kind of what is said; `into` has a column for each of its fields but those named."""

    def __init__(self, into: Table, *but: str) -> None:
        self._names = [str(column.name) for column in into.c if column.name not in ("is_searched", *but)]
        self._read = attrgetter(*self._names)
        said = insert(into).values(is_searched=True, **_given("said", self._names)).cte("said")
        words = in_place(postgresql.insert(searched).values(_given("word", list(searched.c.keys()))))
        self.alone = words.add_cte(said)
        self.instead = GONE.returning(d.attachment_ids).add_cte(said, words.cte("words"))

    def row(self, said: Said) -> dict[str, Any]:
        """The parameters for one of them."""
        values = dict(zip(self._names, self._read(said), strict=True))
        return _named("said", values) | _named("word", asdict(of_writing(said)))


# Which rules its HTML was made by, the database knows.
SAYING: dict[type[Said], _Saying] = {
    Comment: _Saying(comments, "markup_version"),
    Note: _Saying(notes, "markup_version"),
}


async def write_at_once(session: AsyncSession, answer: Answer) -> None:
    """Keep what was said, the ticket that it changed and what tells of it, and forget the draft: by one statement.

    The session needs not look at the ticket any more.
    """
    kind, ticket = type(answer.said), answer.ticket
    state = inspect(ticket)
    changed = {name: state.dict[name] for name in state.committed_state}
    row = SAYING[kind].row(answer.said) | _named("told", answer.message)
    row |= {"ticket": ticket.id, **_named("ticket", changed)}
    await _forget(session, answer.sent, _whole(kind, frozenset(changed), frozenset(answer.message)), row)
    for name, value in changed.items():
        set_committed_value(ticket, name, value)
    session.expunge(ticket)


@lru_cache
def _whole(kind: type[Said], changed: frozenset[str], told: frozenset[str]) -> Executable:
    this = tickets.c.id == bindparam("ticket", type_=Uuid())
    ticket = update(tickets).where(this).values(_given("ticket", sorted(changed)))
    message = insert(outbox).values(_given("told", sorted(told)))
    return SAYING[kind].instead.add_cte(ticket.cte("changed"), message.cte("told"))


async def write_down(session: AsyncSession, said: Sequence[Said], sent: Sequence[DraftKey]) -> None:
    """Keep what was said and forget the drafts that were `sent`, whose other files are held no more."""
    if len(said) == len(sent) == 1:
        saying = SAYING[type(said[0])]
        await _forget(session, sent[0], saying.instead, saying.row(said[0]))
        return
    for kind, saying in SAYING.items():
        if rows := [saying.row(each) for each in said if type(each) is kind]:
            await session.execute(saying.alone, rows)
    for key in sent:
        await _forget(session, key, GONE.returning(d.attachment_ids), {})


async def let_go_unnamed(session: AsyncSession, person_id: UUID, file_ids: Collection[UUID]) -> None:
    """Hold files no more that no draft of the person's names."""
    if not file_ids:
        return
    named = await session.scalars(select(d.attachment_ids).where(d.person_id == person_id))
    await let_go(session, set(file_ids).difference(*named), uploader_of(person_id))


async def _forget(session: AsyncSession, key: DraftKey, statement: Executable, more: dict[str, Any]) -> None:
    for file_ids in (await session.scalars(statement, more | _named("draft", asdict(key)))).all():
        await let_go_unnamed(session, key.person_id, file_ids)
