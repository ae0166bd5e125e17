"""What stands around every page of this service."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Annotated, Any

from fastapi import Request
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from services.tickets.panel.places import Place
from services.tickets.panel.rail import Desks, Saved, desk_items
from services.tickets.queries.people import AtWork
from services.tickets.queries.surroundings import look_around
from services.tickets.uow import TicketsUow
from shared import foundation
from shared.auth import Person as Asker
from shared.clock import utc_now
from shared.errors import HelpdeskError, NoSuchDesk
from shared.panel.entry import PageNeeds
from shared.panel.navigation import DESKS as DESKS_PAGE
from shared.panel.navigation import DESKS_OF_RAIL, NEW_TICKET
from shared.panel.pages import Shell, templates

own_uow: Callable[[Request], TicketsUow] = foundation.own_uow
TicketReader = Annotated[Asker, PageNeeds("ticket.read")]
HERE = Path(__file__).parent
LIVE = "/panel/live"
DESKS = DESKS_PAGE.url
NO_COUNTERS: Mapping[str, int] = {}

panel = templates(HERE / "pages", HERE)


def offset_of(request: Request) -> timedelta:
    """How far the clock is moved, in tests and demos."""
    return request.app.state.database.offset


async def present(request: Request, session: AsyncSession) -> Any:
    """This instant, by the database's clock."""
    return (await session.execute(select(request.app.state.database.now()))).scalar_one()


@dataclass(frozen=True, slots=True)
class Surroundings:
    """Who looks, at which instant by the database's clock, the desks they may see, and who works there."""

    asker: Asker
    desks: Desks
    saved: Saved
    now: datetime
    at_work: AtWork

    def desk(self, place: Place) -> Mapping[str, Any] | None:
        """The desk of a list, or None for a list of all; raises NoSuchDesk for one they may not see."""
        wanted = place.filters.desk_id
        if wanted is None:
            return self.desks[0] if len(self.desks) == 1 else None
        for desk in self.desks:
            if desk["id"] == wanted:
                return desk
        raise NoSuchDesk(f"no desk {wanted}")

    def shell(
        self, current: str, place: Place | None = None, counters: Mapping[str, int] = NO_COUNTERS
    ) -> Shell:
        """The rail; the views of the desk of `place` are open. Without one a page's counters come afterwards."""
        desk = self.desk(place) if place else None
        near = place or Place()
        return Shell(
            person=self.asker,
            desks=desk_items(self.desks, near, counters, self.saved),
            current=current,
            time_zone=self.asker.time_zone,
            desks_url="" if place else DESKS_OF_RAIL,
            new_ticket_url=f"{NEW_TICKET}?desk_id={desk['id']}" if desk else NEW_TICKET,
            search_url=near.url(view="all", q=None, cursor=None) + "#search",
            live_url=f"{LIVE}?opened={utc_now().timestamp():.2f}",
        )


async def surroundings(request: Request, session: AsyncSession, asker: Asker) -> Surroundings:
    """What every page needs first."""
    found = await look_around(session, asker, offset_of(request))
    return Surroundings(asker, found.desks, found.views, found.now, found.at_work)


def in_words(no: HelpdeskError) -> str:
    """A refusal as one sentence."""
    return no.detail or no.title
