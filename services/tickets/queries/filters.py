"""What a list is asked to show, and the questions to tickets that follow from it."""

from dataclasses import dataclass, replace
from datetime import datetime
from functools import lru_cache
from typing import Any, Literal
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from services.tickets.domain.query import parse, plain, plain_words
from services.tickets.domain.requesters import id_of
from services.tickets.domain.searching import tag_key
from services.tickets.domain.stemming import sought_in
from services.tickets.queries.asking import Questions, patterns_of, spoken, words_asked
from services.tickets.queries.conditions import Asked
from services.tickets.queries.fields import Sought, documents_of
from services.tickets.queries.listing import PAGE, Shape
from services.tickets.queries.persons import addresses_of
from services.tickets.queries.views import Keys, Sort, View, keys_of
from shared.auth import Person
from shared.contracts.parts import Channel, Priority, Status
from shared.desk_access import VisibleDesks


@dataclass(frozen=True, slots=True, kw_only=True)
class Filters:
    """What a list shows: a view, on one desk or all, narrowed down.

    `…_after` is from that instant on, `…_before` is up to it, without it: one span ends where the next begins.
    """

    view: View = View.ACTIVE
    desk_id: UUID | None = None
    status: Status | None = None
    priority: Priority | None = None
    assignee: UUID | Literal["me", "none"] | None = None
    category_id: UUID | None = None
    tags: tuple[str, ...] = ()
    requester: UUID | str | None = None
    """Their id or e-mail address."""
    channel: Channel | None = None
    created_after: datetime | None = None
    created_before: datetime | None = None
    updated_after: datetime | None = None
    updated_before: datetime | None = None
    fields: Sought | None = None
    """What the desk's own fields are to hold, as typed, by their keys."""
    q: str | None = None
    sort: Sort | None = None
    cursor: str | None = None
    limit: int = PAGE

    @property
    def order(self) -> Sort:
        """The order asked for, or else by match where words are searched for, or the view's own."""
        if self.sort and self.sort is not Sort.MATCH:
            return self.sort
        if self.q and has_words(self.q):
            return Sort.MATCH
        return Sort.SNOOZED_UNTIL if self.view is View.SNOOZED else Sort.UPDATED

    @property
    def question(self) -> str:
        """All that decides which tickets come in which order: a place in one list is none in another."""
        return f"tickets {replace(self, cursor=None, limit=0, sort=self.order)}"

    @property
    def keys(self) -> Keys:
        """The columns that make the order; the last is unique."""
        return keys_of(self.view, self.order)


@dataclass(frozen=True, slots=True)
class Asking:
    """Filters as questions, for one person; `words` are those of the search."""

    filters: Filters
    person: Person
    desks: VisibleDesks
    narrowing: Questions
    words: Questions
    typed: tuple[str, ...] = ()
    """The words that were typed to be found, folded."""
    marked: tuple[str, ...] = ()
    """The same, and the beginning of all forms of a word that has some."""
    patterns: tuple[str, ...] = ()
    """What each word is like in all its forms."""

    @property
    def shape(self) -> Shape:
        """All that decides about the text of a statement."""
        f = self.filters
        return Shape(
            f.view,
            f.order,
            tuple((each.kind, each.negated) for each in self.narrowing),
            tuple((each.kind, each.negated) for each in self.words),
            one_desk=f.desk_id is not None,
            some_desks=self.desks is not None,
            onward=f.cursor is not None and f.order is not Sort.MATCH,
            large=f.limit > PAGE,
        )

    @property
    def questions(self) -> Questions:
        """All of them, in the order of their parameters."""
        return (*self.narrowing, *self.words)


async def asking(session: AsyncSession, person: Person, filters: Filters, desks: VisibleDesks) -> Asking:
    """What `filters` ask for; raises Invalid for a search or a field that nothing can be found by."""
    narrowing = [*_plain(filters), *_assignee(filters, person)]
    narrowing += await _requester(session, filters)
    narrowing += [Asked("tag", [tag_key(tag)]) for tag in filters.tags]
    if filters.fields:
        narrowing.append(Asked("fields", await documents_of(session, filters.fields, filters.desk_id, desks)))
    if not filters.q:
        return Asking(filters, person, desks, tuple(narrowing), ())
    terms, languages = parse(filters.q), await spoken(session, desks)
    words = await words_asked(session, person, terms, desks, languages)
    typed = tuple(plain_words(terms))
    sought = [each for term in plain(terms) for each in sought_in(term, languages)]
    marked, patterns = (*typed, *sought), tuple(patterns_of(plain(terms), languages))
    return Asking(filters, person, desks, tuple(narrowing), words, typed, marked, patterns)


@lru_cache(maxsize=1000)
def has_words(q: str) -> bool:
    """Whether a search asks for words, and not by operators alone."""
    return bool(plain_words(parse(q)))


def id_or_address(text: str | None) -> UUID | str | None:
    """A requester as an address names them; None for nobody."""
    try:
        return UUID(text) if text else None
    except ValueError:
        return text


PLAIN = {
    "status": "status", "priority": "priority", "channel": "channel", "category_id": "category",
    "created_after": "created_from", "created_before": "created_until",
    "updated_after": "updated_from", "updated_before": "updated_until",
}  # fmt: skip
"""Filters whose values are asked for as they are, each with the kind of its question."""


def _plain(filters: Filters) -> list[Asked]:
    given: dict[str, Any] = {kind: getattr(filters, name) for name, kind in PLAIN.items()}
    return [Asked(kind, value) for kind, value in given.items() if value is not None]


def _assignee(filters: Filters, person: Person) -> list[Asked]:
    if filters.assignee is None:
        return []
    if filters.assignee == "none":
        return [Asked("unassigned")]
    return [Asked("assignee", person.id if filters.assignee == "me" else filters.assignee)]


async def _requester(session: AsyncSession, filters: Filters) -> list[Asked]:
    asked = filters.requester
    if asked is None:
        return []
    ids = await addresses_of(session, asked if isinstance(asked, UUID) else id_of(asked))
    return [Asked("requester", ids[0]) if len(ids) == 1 else Asked("requesters", ids)]
