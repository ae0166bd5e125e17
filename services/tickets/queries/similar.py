"""The second look of a search: tickets whose title, requester or tags are a slip of a letter away.

It never takes long. What cannot be found in that time is not found.
"""

from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any
from uuid import UUID

from sqlalchemy import Select, Text, bindparam, func, select
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncSession

from services.tickets.domain.slips import SHORTEST, is_slip_of
from services.tickets.queries.conditions import values_of
from services.tickets.queries.filters import Asking
from services.tickets.queries.listing import Shape, narrowed
from services.tickets.queries.views import t
from services.tickets.tables.searching import searched
from services.tickets.tables.tickets import tickets
from shared.database import sqlstate

OF_WORDS = {"word", "other_words", "key_or_word", "key_or_words"}
MOST_WORDS, MOST_FOUND = 4, 200
LONGEST = "60"
"""Milliseconds that it takes at most."""
CANCELLED = "57014"
near = searched.alias("near")
BOUNDS = select(
    func.set_config("statement_timeout", LONGEST, True),
    func.set_config("pg_trgm.word_similarity_threshold", bindparam("how_like", type_=Text()), True),
)


@dataclass(frozen=True, slots=True)
class Likeness:
    """Tickets by their ids, and the words in them that are like those searched for."""

    ids: tuple[UUID, ...]
    words: tuple[str, ...]


async def alike(session: AsyncSession, asked: Asking, values: dict[str, Any]) -> Likeness | None:
    """What is like the words asked for, and passes everything else that is asked; None when there is nothing."""
    words = asked.typed
    if not words or len(words) > MOST_WORDS or not all(map(_can_be_a_slip, words)):
        return None
    rest = replace(asked, words=tuple(each for each in asked.words if each.kind not in OF_WORDS))
    values = values | values_of(rest.questions) | {f"like_{n}": word for n, word in enumerate(words)}
    values["how_like"] = f"{min(map(_how_like, words)):.2f}"
    try:
        found = await _in_time(session, _near(rest.shape, len(words)), values)
    except DBAPIError as error:
        if sqlstate(error) != CANCELLED:
            raise
        return None
    meant = {row.id: _meant(row.head, words) for row in found}
    kept = {ticket_id: each for ticket_id, each in meant.items() if each}
    if not kept:
        return None
    return Likeness(tuple(kept), tuple(dict.fromkeys(word for each in kept.values() for word in each)))


async def _in_time(session: AsyncSession, query: Any, values: dict[str, Any]) -> Any:
    # Rolled back in any case: so the bounds end with this look.
    savepoint = await session.begin_nested()
    try:
        await session.execute(BOUNDS, values)
        return (await session.execute(query, values)).all()
    finally:
        await savepoint.rollback()


@lru_cache(maxsize=100)
def _near(shape: Shape, words: int) -> Select[*tuple[Any, ...]]:
    query = select(t.id, near.c.head).select_from(tickets.join(near, near.c.source_id == t.id))
    like = [bindparam(f"like_{n}", type_=Text()).op("<%")(near.c.head) for n in range(words)]
    return narrowed(query, shape).where(*like).limit(MOST_FOUND)


def _how_like(word: str) -> float:
    """What `word_similarity` is at least when a letter is wrong: of n + 1 trigrams each side lacks three of the other's."""
    return (len(word) - 2) / (len(word) + 4) - 0.01


def _can_be_a_slip(word: str) -> bool:
    return len(word) >= SHORTEST and word.isalpha()


def _meant(head: str, typed: tuple[str, ...]) -> list[str]:
    """For each word typed one of `head`; none where one is not there."""
    words = head.replace("@", " ").replace(".", " ").replace("-", " ").split()
    found = [next((word for word in words if one in word or is_slip_of(one, word)), "") for one in typed]
    return found if all(found) else []
