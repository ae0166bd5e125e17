"""Taking back that somebody may see a ticket for having been mentioned."""

from uuid import UUID

from fastapi import APIRouter, Response

from services.tickets.panel.acting import TheActing, shown_again
from services.tickets.panel.places import read
from services.tickets.panel.tickets import HERE
from services.tickets.use_cases import mentioning
from shared.errors import Invalid
from shared.panel.entry import PageNeeds

router = APIRouter(include_in_schema=False)


@router.post(HERE + "/participants/end", dependencies=[PageNeeds("ticket.assign")])
@shown_again
async def send_away(acting: TheActing) -> Response:
    """They see it no more, unless they see its desk."""
    who = read(UUID, acting.text("person_id"), "person_id")
    if who is None:
        raise Invalid("Choose somebody.", [{"field": "person_id", "message": "Choose somebody."}])
    return await acting.run(lambda uow: mentioning.send_away(uow, *acting.at, who), "saved")
