"""Copies of what others told can be emptied and filled again; the widget's own data is never touched by it."""

from uuid import uuid4

from sqlalchemy import Table, delete, select

from services.widget.handlers import on
from services.widget.tables import copies, metadata, own
from shared.contracts.notifications import MailboxChanged
from shared.contracts.organization import AgentChanged
from shared.contracts.tickets import (
    CommentAdded,
    DeskCreated,
    PublicLinkRenewed,
    TicketPublicChanged,
    TicketRequestRefused,
)
from shared.contracts.widget import CommentRequested, TicketRequested
from shared.inbox import Receiver
from shared.message import Message
from shared.tables import known_people
from tests.builders import ANNA, NOW
from tests.service_fixtures import Alone, a_person
from tests.widget.test_intake import created, submitted

COPIES = [each for each in vars(copies).values() if isinstance(each, Table)]
OWN = [each for each in vars(own).values() if isinstance(each, Table)]


async def rows(widget: Alone, table: Table) -> list[dict]:
    async with widget.service.database.session() as session:
        found = (await session.execute(select(table).order_by(*table.primary_key))).mappings()
        return [dict(row) for row in found]


async def all_rows(widget: Alone, tables: list[Table]) -> dict[str, list[dict]]:
    return {table.name: await rows(widget, table) for table in tables}


async def replay(widget: Alone, *events) -> None:
    """Hand events once more, as others, to the queues that only keep copies."""
    receiver = Receiver(widget.service.handlers, widget.service.work, widget.service.open_uow)
    for event in events:
        message = Message(uuid4(), event.name, event.to_wire(), event.occurred_at, {})
        for subscription in widget.service.handlers.reading(event.name):
            if subscription.rebuildable:
                await receiver.receive(subscription, message)


async def a_life(widget: Alone, visitor, desk) -> list:
    """News of a ticket that began here and one that began elsewhere; another inquiry was refused."""
    link = (await submitted(visitor, desk))["public_token"]
    await submitted(visitor, desk, title="Refused")
    await visitor.post(
        f"/widget/v1/tickets/{link}/comments", json={"body": "and?"}, headers={"Idempotency-Key": "c"}
    )
    mine, refused = await widget.said(TicketRequested)
    (said,) = await widget.said(CommentRequested)
    first, second = map(widget.service.web.state.sealer.seal_text, ("elsewhere-1", "elsewhere-2"))
    elsewhere = mine.model_copy(update={"ticket_id": uuid4(), "public_token": first})
    birth = created(mine)
    changed = birth.ticket.model_copy(update={"title": "Put out", "version": 2})
    return [
        DeskCreated(desk=desk["state"], actor=ANNA),
        MailboxChanged(desk_id=mine.desk_id, has_mailbox=True),
        AgentChanged(person=a_person()),
        birth,
        created(elsewhere),
        CommentAdded(ticket=changed, actor=birth.actor, comment_id=said.comment_id, body="and?", created_at=NOW),
        CommentAdded(ticket=changed, actor=ANNA, comment_id=uuid4(), body="Soon.", created_at=NOW),
        TicketPublicChanged(ticket=changed, actor=ANNA),
        PublicLinkRenewed(ticket=created(elsewhere).ticket, actor=ANNA, public_token=second),
        TicketRequestRefused(
            request_id=refused.request_id, ticket_id=refused.ticket_id, desk_id=refused.desk_id, reason="desk_inactive"
        ),
    ]  # fmt: skip


async def shown(widget: Alone, visitor) -> list[dict]:
    """What customers see of their tickets."""
    links = [
        widget.service.web.state.sealer.open_text(each.public_token)
        for each in await widget.said(TicketRequested)
    ]
    return [(await visitor.get(f"/widget/v1/tickets/{link}")).json() for link in [*links, "elsewhere-2"]]


def test_every_table_is_a_copy_or_our_own():
    assert {each.name for each in [*COPIES, *OWN]} == set(metadata.tables)
    assert not {each.name for each in COPIES} & {each.name for each in OWN}


def test_what_acts_is_not_rebuildable_and_what_keeps_copies_is():
    assert {each.queue for each in on if not each.rebuildable} == {"widget.set_up_desk"}


async def test_emptied_copies_are_filled_again_to_the_same_rows(widget: Alone, desk, visitor):
    events = await a_life(widget, visitor, desk)
    await widget.hear(*events)
    copied, owned = [*COPIES, known_people], OWN
    before, kept = await all_rows(widget, copied), await all_rows(widget, owned)
    seen, said = await shown(widget, visitor), await widget.said()
    assert all(before.values())
    assert [each["status"] for each in seen] == ["open", "refused", "open"]
    async with widget.service.database.session() as session, session.begin():
        for table in copied:
            await session.execute(delete(table))
    assert await all_rows(widget, owned) == kept
    await replay(widget, *reversed(events))
    assert await all_rows(widget, copied) == before
    assert (await all_rows(widget, owned), await widget.said()) == (kept, said)
    assert await shown(widget, visitor) == seen
