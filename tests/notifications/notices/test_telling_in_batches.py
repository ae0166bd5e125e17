"""News for the team that come together are told each as if they had come alone."""

from shared.contracts.notifications import DeliveryFailed
from shared.contracts.parts import DeskState
from tests.notifications.conftest import Mail
from tests.notifications.events import a_ticket_state, comment_added, ticket_created
from tests.notifications.handlers.test_comments_in_batches import hear_together, waiting
from tests.notifications.notices.news import assigned, at, log, note_added, replied

QUEUE = "notifications.tell_team"


async def test_each_is_told_to_who_is_responsible_for_its_own_ticket(mail: Mail, desk: DeskState, bea):
    one, two, nobodys = [a_ticket_state(desk.id, number=f"SUP-{n}") for n in range(3)]
    await mail.hear(*(ticket_created(each) for each in (one, two, nobodys)), assigned(at(one, 2), bea))
    failed = DeliveryFailed(delivery_id=nobodys.id, ticket_id=one.id, recipient="r@x.example", reason="550")
    news = [
        replied(at(one, 3), assigned_in=2),
        note_added(nobodys, assigned_in=0),
        comment_added(two),
        failed,
    ]
    await hear_together(mail, *news, queue=QUEUE)
    assert sorted((row.kind, row.ticket_id) for row in await log(mail)) == [
        ("assigned", one.id), ("customer_replied", one.id), ("delivery_failed", one.id),
    ]  # fmt: skip


async def test_news_of_an_assignment_not_heard_of_keep_no_others_waiting(mail: Mail, desk: DeskState, bea):
    known, unknown = a_ticket_state(desk.id), a_ticket_state(desk.id)
    await mail.hear(ticket_created(known), ticket_created(unknown), assigned(at(known, 2), bea))
    late, told = note_added(at(unknown, 3), assigned_in=2), note_added(at(known, 3), assigned_in=2)
    await hear_together(mail, late, told, queue=QUEUE)
    assert [(row.kind, row.ticket_id) for row in await log(mail)][1:] == [("note_added", known.id)]
    assert await waiting(mail) == 1
