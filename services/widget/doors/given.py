"""What routes ask for: the service's parts, and a desk that is known here."""

from typing import Annotated
from uuid import UUID

from fastapi import Depends, Request

from services.widget.domain.errors import NoSuchDesk
from services.widget.intake.reception import Reception
from services.widget.queries.desks import WidgetDesk
from services.widget.queries.quarantine import Which
from shared.auth import Person
from shared.errors import NotFound
from shared.facts import await_fact


async def the_reception(request: Request) -> Reception:
    """The parts, for a route."""
    return request.app.state.reception


TheReception = Annotated[Reception, Depends(the_reception)]


async def the_desk(desk_token: str, reception: TheReception) -> WidgetDesk:
    """The desk that an address names; raises NoSuchDesk."""
    return await reception.desks.by_token(desk_token)


TheDesk = Annotated[WidgetDesk, Depends(the_desk)]


async def desk_for(reception: Reception, person: Person, desk_id: UUID) -> WidgetDesk:
    """The desk as soon as it has been heard of, if `person` may see it; raises NoSuchDesk after two seconds."""
    try:
        return await await_fact(lambda: reception.desks.seen_by(person, desk_id), "desk")
    except NotFound as error:
        raise NoSuchDesk(f"no desk {desk_id}") from error


async def which_held(desk_id: UUID | None = None, cursor: str | None = None) -> Which:
    """Which of the inquiries in doubt an address asks for."""
    return Which(desk_id, cursor)


WhichHeld = Annotated[Which, Depends(which_held)]
