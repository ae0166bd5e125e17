"""Filters and a search as questions to tickets: names become the ids they stand for."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from services.tickets.domain.errors import TooManyTerms, UnknownQueryValue
from services.tickets.domain.query import Is, Span, Term, depth, plain, understood
from services.tickets.domain.searching import fold, key_pattern, number_pattern, pattern, tag_words
from services.tickets.domain.stemming import sought_in
from services.tickets.queries.conditions import Asked
from services.tickets.queries.persons import addresses_by_words
from services.tickets.queries.requesters import called
from services.tickets.tables.desks import desks
from shared.addresses import person_key
from shared.auth import Person
from shared.contracts.parts import Status
from shared.desk_access import VisibleDesks, is_among
from shared.instants import EARLIEST, LATEST
from shared.panel.words import zone
from shared.tables import known_groups, known_people

MOST_TERMS = 30
DEEPEST = 20
BY_INDEX = 4
"""So many words are looked up by the index, the longest; a ticket that has these is asked for the others."""

Questions = tuple[Asked, ...]


async def words_asked(
    session: AsyncSession,
    person: Person,
    terms: tuple[Term, ...],
    visible: VisibleDesks,
    languages: Sequence[str] = (),
) -> Questions:
    """What a search asks for, words in all forms of `languages`; raises UnknownQueryValue or TooManyTerms."""
    if depth("".join(term.value for term in terms if not term.exact)) > DEEPEST:
        raise TooManyTerms(f"A search takes at most {DEEPEST} brackets within each other")
    terms = tuple(dict.fromkeys(terms))
    if len([term for term in terms if term.operator]) > MOST_TERMS:
        raise TooManyTerms(f"A search takes at most {MOST_TERMS} operators")
    found = [*_by_words(terms, languages), *_without(terms)]
    found += [await _by_operator(session, person, term, visible) for term in terms if term.operator]
    return tuple(sorted(found, key=lambda each: (each.kind, each.negated)))


async def spoken(session: AsyncSession, visible: VisibleDesks) -> tuple[str, ...]:
    """The languages of the desks that are searched, in whose forms words are found."""
    c = desks.c
    seen = is_among(c.id, visible)
    return tuple(await session.scalars(select(c.language).where(seen).distinct()))


def _by_words(terms: Iterable[Term], languages: Sequence[str]) -> Iterator[Asked]:
    wanted = plain(terms)
    words = patterns_of(wanted, languages)
    key = key_pattern(" ".join(term.value for term in wanted))
    if key and words:
        several = Asked("key_or_words", (words[0], words, key))
        yield several if len(words) > 1 else Asked("key_or_word", [*words, key])
        return
    for word in words[:BY_INDEX]:
        yield Asked("word", word)
    if len(words) > BY_INDEX:
        yield Asked("other_words", words[BY_INDEX:])


def _without(terms: Iterable[Term]) -> Iterator[Asked]:
    if words := patterns_of(term for term in terms if not term.operator and term.negated):
        yield Asked("without", words, negated=True)


def patterns_of(terms: Iterable[Term], languages: Sequence[str] = ()) -> list[str]:
    """LIKE patterns, the longest first: the index finds fewest by it. Without `languages` words have one form."""
    words = {word for term in terms for word in sought_in(term, languages)}
    return [pattern(each) for each in sorted(words - {""}, key=lambda each: (-len(each), each))]


async def _by_operator(session: AsyncSession, person: Person, term: Term, visible: VisibleDesks) -> Asked:
    value = understood(term, zone(person.time_zone))
    if term.operator in ASKED_BY_NAME:
        kind, value = await ASKED_BY_NAME[term.operator](session, person, term.value, visible)
    else:
        kind, value = ASKED_BY_VALUE[term.operator](value)
    if value is NOTHING:
        raise UnknownQueryValue(f"{term.operator}:{term.value[:60]}")
    return Asked(kind, value, term.negated)


NOTHING = object()
IS = {
    Is.SNOOZED: "snoozed", Is.UNASSIGNED: "unassigned", Is.ASSIGNED: "assigned",
    Is.UNRESOLVED: "unresolved", Is.UNDELIVERED: "undelivered",
}  # fmt: skip


def _is(value: Is | Status) -> tuple[str, Any]:
    return ("status", value) if isinstance(value, Status) else (IS[value], None)


def _span(kind: str) -> Callable[[Span], tuple[str, Any]]:
    return lambda span: (kind, (span.start or EARLIEST, span.end or LATEST))


ASKED_BY_VALUE: dict[str, Callable[[Any], tuple[str, Any]]] = {
    "status": lambda value: ("status", value),
    "priority": lambda value: ("priority", value),
    "channel": lambda value: ("channel", value),
    "tag": lambda value: ("tag", [tag_words(value)]),
    "number": lambda value: ("number", number_pattern(value) or NOTHING),
    "has": lambda _: ("attachment", None),
    "is": _is,
    "created": _span("created_in"),
    "updated": _span("updated_in"),
}


async def _assignee(
    session: AsyncSession, person: Person, name: str, _: VisibleDesks
) -> tuple[str, UUID | list[UUID] | None]:
    if fold(name) == "none":
        return "unassigned", None
    if fold(name) == "me":
        return "assignee", person.id
    p, g = known_people.c, known_groups.c
    people = (await session.execute(select(p.id, p.name, p.email))).all()
    groups = (await session.execute(select(g.id, g.name))).all()
    by_mail = [each.id for each in people if person_key(each.email) == person_key(name)]
    return "assignees", by_mail or _named(name, [*people, *groups])


async def _desk(session: AsyncSession, _: Person, name: str, visible: VisibleDesks) -> tuple[str, list[UUID]]:
    c = desks.c
    seen = is_among(c.id, visible)
    return "desk", _named(name, (await session.execute(select(c.id, c.name).where(seen))).all())


async def _category(
    session: AsyncSession, _: Person, name: str, visible: VisibleDesks
) -> tuple[str, list[UUID]]:
    c = desks.c
    seen = is_among(c.id, visible)
    of_desks = await session.scalars(select(c.categories).where(seen))
    pairs = [(UUID(str(each["id"])), each["name"]) for several in of_desks for each in several]
    return "categories", _named(name, pairs)


async def _from(
    session: AsyncSession, _: Person, name: str, visible: VisibleDesks
) -> tuple[str, str | tuple[str, list[UUID]]]:
    # Whoever is found by one of their addresses is found by all of them.
    words = pattern(name)
    others = await addresses_by_words(session, words, visible, called(name))
    return ("from_or_of", (words, others)) if others else ("from", words)


ASKED_BY_NAME: dict[str, Callable[..., Any]] = {
    "assignee": _assignee, "desk": _desk, "category": _category, "from": _from
}  # fmt: skip


def _named(name: str, things: Iterable[Any]) -> list[UUID]:
    """Those of the id or name, or else those whose name has it in it."""
    wanted = fold(name)
    pairs = [(each[0], fold(each[1])) for each in things]
    exact = [thing for thing, called in pairs if wanted in (called, str(thing))]
    return exact or [thing for thing, called in pairs if wanted and wanted in called]
