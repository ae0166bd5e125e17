"""One ticket as its page needs it: itself by one statement, and by another what it and its timeline only name."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any
from uuid import UUID

from sqlalchemy import Select, Uuid, any_, bindparam, or_, select
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.ext.asyncio import AsyncSession

from services.tickets.queries.around import earlier
from services.tickets.queries.participants import PARTS, add_once
from services.tickets.queries.people import IDS, LOAD, groups_called, people_called
from services.tickets.queries.ticket import OF_MERGED, WITH_LINK
from services.tickets.rights import TO_READ, DeskToRead, check_sight, leads_to, visible_desks
from services.tickets.tables.deliveries import deliveries
from services.tickets.tables.desks import desks
from services.tickets.tables.participants import participants
from services.tickets.tables.tickets import tickets
from shared.auth import Person
from shared.errors import NoSuchTicket
from shared.file_checks import VERDICTS, Verdicts, verdicts_in
from shared.rows import one_dict
from shared.storage import is_held
from shared.together import as_value

MOST_EARLIER = 5


@dataclass(frozen=True, slots=True)
class Besides:
    """What a page shows of others than the ticket: names by id, mails, verdicts on files, how much people have to do,
    and its requester's other tickets.
    """

    names: Mapping[UUID, str]
    mails: Sequence[Mapping[str, Any]]
    verdicts: Verdicts
    load: Mapping[UUID, int]
    earlier: Sequence[Mapping[str, Any]]


async def see_ticket(
    session: AsyncSession, person: Person, ticket_id: UUID
) -> tuple[DeskToRead, dict[str, Any]]:
    """The desk and the row of a ticket, with `sealed_token`, `merged_from` and `participants`; raises NoSuchTicket.

    For who may read it and write notes. Of a merged one, the ticket that it leads to.
    """
    row = one_dict(await session.execute(_ticket(), {"asked": ticket_id}))
    if row is None or not row["desk"]:
        raise NoSuchTicket(f"no ticket {ticket_id}")
    desk, mentioned = DeskToRead(**row.pop("desk")[0]), row.pop("mentioned")
    await check_sight(session, person, desk, row["id"], True, {each["id"] for each in mentioned})
    row["participants"] = []
    for each in mentioned:
        add_once(row["participants"], each)
    return desk, row


async def see_besides(
    session: AsyncSession,
    person: Person,
    ticket: Mapping[str, Any],
    ids: Iterable[UUID | None],
    keys: Iterable[str],
) -> Besides:
    """What stands behind the `ids` of people and groups, and the object `keys` of files."""
    visible = await visible_desks(session, person)
    values = {
        "ids": [each for each in set(ids) if each],
        "keys": [key for key in keys if is_held(key)],
        "family": family_in(ticket),
        "visible": list(visible or ()),
        **{name: ticket[name] for name in ("desk_id", "requester_id")},
        "but": ticket["id"],
        "most": MOST_EARLIER,
    }
    row = (await session.execute(_besides(sees_every_desk=visible is None), values)).one()
    return Besides(
        names={each["id"]: each["name"] for each in (*row.people, *row.groups)},
        mails=row.mails,
        verdicts=verdicts_in(row.verdicts),
        load={each["assignee_id"]: each["n"] for each in row.load},
        earlier=row.earlier,
    )


def family_in(ticket: Mapping[str, Any]) -> list[UUID]:
    """The ticket, and those merged into it."""
    return [ticket["id"], *(each["id"] for each in ticket["merged_from"])]


@lru_cache
def _ticket() -> Select[*tuple[Any, ...]]:
    t, led, part = tickets.c, tickets.alias("merged"), participants.c
    merged = select(*[led.c[name] for name in OF_MERGED]).where(led.c.merged_into == t.id)
    there = select(led.c.id).where(or_(led.c.id == t.id, led.c.merged_into == t.id))
    return WITH_LINK.add_columns(
        as_value(TO_READ.where(desks.c.id == t.desk_id)).label("desk"),
        as_value(merged.order_by(led.c.merged_at, led.c.id)).label("merged_from"),
        as_value(PARTS.where(part.ticket_id.in_(there.correlate(tickets)))).label("mentioned"),
    ).where(leads_to(bindparam("asked", type_=Uuid())))


@lru_cache
def _besides(*, sees_every_desk: bool) -> Select[*tuple[Any, ...]]:
    d = deliveries.c
    family = any_(bindparam("family", type_=ARRAY(Uuid())))
    mails = select(d.comment_id, d.recipient, d.state, d.reason, d.at).where(d.ticket_id == family)
    return select(
        as_value(people_called(IDS)).label("people"),
        as_value(groups_called(IDS)).label("groups"),
        as_value(mails).label("mails"),
        as_value(VERDICTS).label("verdicts"),
        as_value(LOAD).label("load"),
        as_value(earlier(of_every_desk=sees_every_desk)).label("earlier"),
    )
