"""Taking back that somebody may see a ticket for having been mentioned."""

from fastapi import APIRouter, Response

from services.tickets.panel.acting import TheActing, shown_again
from services.tickets.panel.tickets import HERE
from services.tickets.use_cases import mentioning
from shared.panel.entry import PageNeeds

router = APIRouter(include_in_schema=False)


@router.post(HERE + "/participants/end", dependencies=[PageNeeds("ticket.assign")])
@shown_again
async def send_away(acting: TheActing) -> Response:
    """They see it no more, unless they see its desk."""
    who = acting.chosen("person_id", "somebody")
    return await acting.run(lambda uow: mentioning.send_away(uow, *acting.at, who), "saved")
