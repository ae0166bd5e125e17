"""Lists, counters, searches and pages, with few and with a million tickets behind them, for an agent of two desks of three."""

import time
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field
from datetime import timedelta
from itertools import product
from statistics import median
from urllib.parse import urlencode

from sqlalchemy import Uuid, any_, bindparam
from sqlalchemy.dialects.postgresql import ARRAY
from uuid_utils.compat import uuid7

from services.tickets.crowd.settling import SIDE_BY_SIDE, settle
from services.tickets.domain.desk import Desk
from services.tickets.queries.counting import counters
from services.tickets.queries.views import Sort, View, t
from services.tickets.summing import sum_up
from services.tickets.tables.counted import counted
from shared.contracts.parts import SYSTEM, PersonState
from shared.database import Database
from shared.people import remember_person
from shared.uow import UnitOfWork
from tests.bench.figures import Figure, at_least, at_most, none_refused
from tests.bench.load import flood, get
from tests.bench.machine import Machine

CLIENTS, SECONDS = 8, 6
UNRESOLVED = 10.0
"""Per cent."""

SIZES = (1_000, 100_000, 1_000_000)
SHARES = (1.0, 100.0)
"""Per cent that is not resolved, of `SIZE_OF_SHARES`, besides the usual ones."""

SIZE_OF_SHARES = 100_000
FEW = 5
"""Rows of a page of which the smallest number of tickets has enough in nearly every view, so that pages compare."""

COMBINATIONS = [
    *product(View, (Sort.UPDATED, Sort.CREATED, Sort.PRIORITY)),
    (View.SNOOZED, Sort.SNOOZED_UNTIL),
]
"""What the panel offers."""

SEARCHES = {"a number": "26-{}", "nothing": "zzq{}x", "a common word": "invoice"}


@dataclass
class Place:
    """The database with its people: an owner, and an agent whose desks are two of three."""

    machine: Machine
    url: str
    database: Database
    agent: PersonState
    token: str = ""
    desks: list = field(default_factory=list)

    def asking(self, **parameters: object) -> bytes:
        """A request for a list, as the agent."""
        path = f"/api/tickets?{urlencode(parameters)}"
        return get(path, "bench", f"Authorization: Bearer {self.token}\r\n")


async def measure(machine: Machine) -> AsyncIterator[Figure]:
    """The same at each size, and a bare endpoint that reads fifty rows."""
    place, have = await a_place(machine), 0
    each_alone: list[dict[tuple[View, Sort], float]] = []
    async with machine.service("tickets", place.url) as port, machine.bare(place.url) as bare_port:
        for size in SIZES:
            await settle(place.database, size - have, UNRESOLVED, lambda _: None)
            await sum_up(place.database, most=0)
            have = size
            bare = await flood(bare_port, lambda: get("/select", "bench"), CLIENTS, SECONDS / 2)
            ours = await flood(port, lambda: place.asking(view="active", limit=50), CLIENTS, SECONDS)
            told = f"bare endpoint, 50 rows without counters {bare.rate:,.0f}/s"
            yield at_least(f"ticket list as JSON, {size:,} tickets", ours.rate, "requests/s", 400, told)
            yield none_refused(f"ticket list, {size:,} tickets", len(ours.times), ours.failures)
            yield await _counters(place, f"{size:,} tickets")
            each_alone.append(await _each_combination(place, port))
        yield _growth(each_alone)
        for what in SEARCHES:
            yield await _search(place, port, what)
    await place.database.close()
    for share in SHARES:
        async for figure in _of_which(machine, share):
            yield figure


async def _of_which(machine: Machine, share: float) -> AsyncIterator[Figure]:
    """The list and its counters where another share is not resolved."""
    place = await a_place(machine, f"_{share:g}")
    await settle(place.database, SIZE_OF_SHARES, share, lambda _: None)
    await sum_up(place.database, most=0)
    work = f"{SIZE_OF_SHARES:,} tickets, {share:g} % not resolved"
    async with machine.service("tickets", place.url) as port, machine.bare(place.url) as bare_port:
        bare = await flood(bare_port, lambda: get("/select", "bench"), CLIENTS, SECONDS / 2)
        ours = await flood(port, lambda: place.asking(view="active", limit=50), CLIENTS, SECONDS)
    told = f"bare endpoint, 50 rows without counters {bare.rate:,.0f}/s"
    yield at_least(f"ticket list as JSON, {work}", ours.rate, "requests/s", 400, told)
    yield await _counters(place, work)
    await place.database.close()


async def a_place(machine: Machine, bench: str = "") -> Place:
    """A database of its own with three desks and their people."""
    url = await machine.database("tickets", bench)
    database = Database(url, SIDE_BY_SIDE)
    people = [
        PersonState(id=uuid7(), name=f"P{n}", email=f"p{n}@example.com", role="agent", version=1)
        for n in range(12)
    ]
    async with UnitOfWork(database) as uow:
        for person in people:
            await remember_person(uow, person)
    everybody, others = tuple(each.id for each in people), tuple(each.id for each in people[1:])
    made = [
        Desk.create(
            uuid7(),
            SYSTEM,
            name=f"Desk {n}",
            number_pattern=f"D{n}-{{{{yy}}}}-{{{{nr-y:3}}}}",
            member_ids=members,
        )
        for n, members in enumerate((everybody, everybody, others))
    ]
    async with database.session() as session, session.begin():
        session.add_all(made)
    token = machine.token(people[0])
    return Place(machine, url, database, people[0], token, [desk.id for desk in made[:2]])


async def _counters(place: Place, work: str) -> Figure:
    """The statement of all counters alone."""
    asked = bindparam("desks", type_=ARRAY(Uuid()))
    query = counters(counted.c.desk_id == any_(asked), t.desk_id == any_(asked))
    values = {"desks": place.desks, "me": place.agent.id, "offset": timedelta()}
    times: list[float] = []
    async with place.database.session() as session:
        for _ in range(30):
            started = time.perf_counter()
            await session.execute(query, values)
            times.append((time.perf_counter() - started) * 1000)
    return at_most(
        f"counters of all views, {work}",
        median(times),
        "ms",
        2,
        "median of 30, one after the other",
    )


async def _each_combination(place: Place, port: int) -> dict[tuple[View, Sort], float]:
    """The median time of each view in each order, in ms."""
    found = {}
    for view, sort in COMBINATIONS:
        request = place.asking(view=view.value, sort=sort.value, limit=FEW)
        await flood(port, _always(request), 1, 0.1)
        found[view, sort] = (await flood(port, _always(request), 1, 0.4)).percentile(0.5)
    return found


def _growth(alone: list[dict[tuple[View, Sort], float]]) -> Figure:
    few, many = alone[0], alone[-1]
    worst = max(few, key=lambda each: many[each] / few[each])
    told = f"{worst[0]} by {worst[1]}: p50 {few[worst]:.1f} ms at {SIZES[0]:,}, {many[worst]:.1f} ms at {SIZES[-1]:,}"
    return at_most(
        "ticket list, growth of p50, worst view and order", many[worst] / few[worst], "x", 1.3, told
    )


async def _search(place: Place, port: int, what: str) -> Figure:
    numbers = iter(range(100_000, 10_000_000, 7))
    outcome = await flood(
        port, lambda: place.asking(view="all", q=SEARCHES[what].format(next(numbers))), CLIENTS, SECONDS
    )
    told = f"{outcome.rate:,.0f}/s, p50 {outcome.percentile(0.5):.1f} ms"
    return at_most(
        f"search for {what}, {SIZES[-1]:,} tickets: p95", outcome.percentile(0.95), "ms", 100, told
    )


def _always(request: bytes) -> Callable[[], bytes]:
    return lambda: request
