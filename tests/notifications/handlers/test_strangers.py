"""How many mails strangers can make us send: by address, by domain, by desk and in all, whichever process decides."""

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest

from shared.contracts.notifications import MailTicketRequested
from tests.conftest import MakeDatabase
from tests.notifications.conftest import Mail, given_mailbox, heard_desk, mailing, system_mail_by
from tests.notifications.events import a_ticket_state, ticket_created
from tests.notifications.handlers.test_system_mail import a_code
from tests.notifications.incoming.letters import a_mail
from tests.notifications.incoming.test_answers import taken_in
from tests.notifications.sink import Sink
from tests.service_fixtures import a_person

OVER = "not sent: limit of mails to addresses that nobody has proved"
DAILY = "not sent: limit of one mail a day to an address that nobody has proved"
TIGHT = {
    "HELPDESK_NOTIFICATIONS_STRANGERS_MAILS_PER_DOMAIN": "3, 0.001",
    "HELPDESK_NOTIFICATIONS_STRANGERS_MAILS_PER_DESK": "5, 0.001",
    "HELPDESK_NOTIFICATIONS_STRANGERS_MAILS_IN_ALL": "7, 0.001",
}
pytestmark = pytest.mark.attack("A28")


@pytest.fixture
async def two(database: MakeDatabase, tmp_path: Path, sink: Sink) -> AsyncIterator[list[Mail]]:
    """Two processes of the service, with limits that few mails reach."""
    url = (await database("notifications")).url
    more = TIGHT | system_mail_by(sink)
    async with mailing(url, tmp_path, **more) as one, mailing(url, tmp_path, **more) as other:
        yield [one, other]


async def a_desk(mail: Mail, name: str):
    desk = await heard_desk(mail, name=name)
    async with mail.client(a_person("owner")) as http:
        await given_mailbox(http, desk.id, 25, address=f"{name.lower()}@desk.example", open_tickets=True)
    return desk


def by_form(desk, email: str, *, verified: bool = False):
    """The news of a ticket that somebody made by a form, with this address in it."""
    return ticket_created(a_ticket_state(desk.id, requester={"verified": verified, "email": email}))


async def by_mail(mail: Mail, desk, number: int):
    """The news of a ticket that a mail became."""
    await taken_in(mail, desk.id, a_mail(sender="rita@example.com", message_id=f"<q{number}@c>"))
    wish = (await mail.said(MailTicketRequested))[-1]
    state = a_ticket_state(
        desk.id, id=wish.ticket_id, requester={"verified": False, "email": "rita@example.com"}
    )
    return ticket_created(state, channel="email")


async def states(mail: Mail) -> list[str]:
    rows = await mail.deliveries()
    assert {row.reason for row in rows if row.state == "failed"} <= {OVER}
    return [row.state for row in rows]


async def test_addresses_of_one_domain_have_a_limit_over_all_processes(two: list[Mail]):
    desk = await a_desk(two[0], "Support")
    wishes = [by_form(desk, f"victim{number}@Company.example") for number in range(6)]
    await asyncio.gather(*(two[number % 2].hear(each) for number, each in enumerate(wishes)))
    assert sorted(await states(two[0])) == ["failed"] * 3 + ["queued"] * 3
    await two[1].hear(by_form(desk, "somebody@elsewhere.example"))
    assert sorted(await states(two[0])) == ["failed"] * 3 + ["queued"] * 4


async def test_a_desk_and_all_together_have_limits(two: list[Mail]):
    support, sales = [await a_desk(two[0], name) for name in ("Support", "Sales")]
    for number in range(7):
        await two[0].hear(by_form(support, f"a@of{number}.example"))
    assert await states(two[0]) == ["queued"] * 5 + ["failed"] * 2
    for number in range(4):
        await two[1].hear(by_form(sales, f"b@at{number}.example"))
    assert (await states(two[0]))[7:] == ["queued"] * 2 + ["failed"] * 2


async def test_whoever_is_proven_is_always_told(two: list[Mail]):
    desk = await a_desk(two[0], "Support")
    for number in range(9):
        await two[0].hear(by_form(desk, f"client{number}@company.example", verified=True))
    assert await states(two[0]) == ["queued"] * 9


async def test_room_comes_back_with_time(two: list[Mail]):
    desk = await a_desk(two[0], "Support")
    for number in range(4):
        await two[0].hear(by_form(desk, f"victim{number}@company.example"))
    two[0].service.work.offset = timedelta(seconds=1001)
    await two[0].hear(by_form(desk, "late@company.example"), by_form(desk, "later@company.example"))
    assert await states(two[0]) == ["queued"] * 3 + ["failed", "queued", "failed"]


async def test_what_another_limit_refuses_does_not_use_up_the_mail_of_the_day(two: list[Mail]):
    support, sales = [await a_desk(two[0], name) for name in ("Support", "Sales")]
    for number in range(5):
        await two[0].hear(by_form(support, f"a@of{number}.example"))
    await two[0].hear(*(by_form(desk, "rita@example.com") for desk in (support, sales, sales)))
    reasons = [row.reason for row in await two[0].deliveries()][5:]
    assert reasons == [OVER, "", DAILY]
    await two[1].hear(by_form(sales, "Rita+a@example.com"))
    assert (await two[1].deliveries())[-1].reason == DAILY


async def test_nor_does_it_use_up_the_acknowledgement_of_the_day(two: list[Mail]):
    support = await a_desk(two[0], "Support")
    for number in range(5):
        await two[0].hear(by_form(support, f"a@of{number}.example"))
    await two[0].hear(await by_mail(two[0], support, 1))
    two[0].service.work.offset = timedelta(seconds=1001)
    await two[0].hear(await by_mail(two[0], support, 2))
    assert await states(two[0]) == ["queued"] * 5 + ["failed", "queued"]


async def test_codes_count_for_their_domain_too(two: list[Mail]):
    for number in range(4):
        await two[number % 2].hear(a_code(two[0], to=f"victim{number}@company.example"))
    assert await states(two[0]) == ["queued"] * 3 + ["failed"]
    assert (await two[0].deliveries())[-1].text == ""


async def test_an_address_gets_ten_codes_a_day_whatever_the_tag(
    database: MakeDatabase, tmp_path: Path, sink: Sink
):
    url = (await database("notifications")).url
    async with mailing(url, tmp_path, **system_mail_by(sink)) as mail:
        for number in range(11):
            await mail.hear(a_code(mail, to=f"Rita+{number}@example.com"))
        assert await states(mail) == ["queued"] * 10 + ["failed"]
