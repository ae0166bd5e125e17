"""Whose notice a reply address was given out with, and whether an answer to it is theirs to give."""

from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from services.notifications.domain.deciding import Answered
from services.notifications.domain.notices import ANSWERED_INSIDE
from services.notifications.domain.received import ReceivedMail
from services.notifications.queries.access import desk_with_members
from services.notifications.queries.colleagues import find_colleague
from shared.addresses import person_key


async def answered_notice(session: AsyncSession, row: Any, mail: ReceivedMail) -> Answered | None:
    """What a mail to a notice's reply address answers; None where the address is a requester's.

    `row` has `notice_id`, `notice_kind`, `person_id` of the delivery, and the ticket's id and `desk_id`. Kind and person
    are empty when the notice is forgotten: an answer to it is nobody's word, and not public.
    """
    if row.notice_id is None:
        return None
    inside = row.notice_kind is None or row.notice_kind in ANSWERED_INSIDE
    desk = await desk_with_members(session, row.desk_id)
    person = await find_colleague(session, row.person_id, desk)
    asked = "ticket.note" if inside else "ticket.reply"
    may = person is not None and person.active and asked in person.permissions and person.sees(desk)
    is_theirs = person is not None and mail.sender != "" and mail.sender == person_key(person.address)
    # Every notice has this address in it: where the quote could not be told from the answer, it is among the words.
    repeats = f"/panel/tickets/{row.ticket_id}" in mail.reply
    return Answered(row.person_id, inside, is_theirs, may, mail.says_something and not repeats)
