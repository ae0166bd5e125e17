"""Who gave no name is greeted by none: not by a blank, not by an address, not by somebody else's name."""

import pytest

from shared.contracts.mail_variables import MAIL_VARIABLES
from shared.contracts.tickets import DeskChanged
from tests.builders import ANNA
from tests.notifications.conftest import Mail
from tests.notifications.events import a_ticket_state, comment_added, ticket_created

GREETING = {
    "en": ("Hello {{requester_name}},", "Hello,"),
    "pl": ("Dzień dobry {{requester_name}},", "Dzień dobry,"),
}


async def news(mail: Mail, desk, name: str | None, verified: bool = True) -> None:
    ticket = a_ticket_state(desk.id, requester={"name": name, "verified": verified})
    await mail.hear(ticket_created(ticket), comment_added(ticket))


def check_nobody_is_named(row) -> None:
    for words in (row.subject, row.text, row.html):
        assert not any(wrong in words for wrong in ("None", "rita", "Rita", " ,", "{{")), words


@pytest.mark.parametrize("name", [None, "", "\u200b"])
@pytest.mark.parametrize("language", GREETING)
async def test_a_desks_own_greeting_reads_well_without_a_name(mail, http, desk, mailbox, language, name):
    own, read = GREETING[language]
    for kind in MAIL_VARIABLES:
        body = f"{own}\n\n{{{{ticket_title}}}}\n{{{{ticket_url}}}}"
        path = f"/api/mail/desks/{desk.id}/templates/{kind}"
        assert (await http.put(path, json={"subject": own, "body": body})).status_code == 200
    await news(mail, desk, "Rita")
    await news(mail, desk, name)
    rows = await mail.deliveries()
    assert [row.subject for row in rows] == [own.replace("{{requester_name}}", "Rita")] * 2 + [read] * 2
    for row in rows[2:]:
        assert row.text.startswith(f"{read}\n\nPrinter on fire\n")
        assert f'<p class="ink" style="margin:0 0 14px;color:#171c1a" dir="auto">{read}</p>' in row.html
        check_nobody_is_named(row)


@pytest.mark.parametrize("verified", [True, False])
@pytest.mark.parametrize(("language", "greeting"), [("en", "Hello,\n"), ("pl", "Dzień dobry,\n")])
async def test_the_default_words_greet_the_nameless(mail, desk, mailbox, language, greeting, verified):
    spoken = desk.model_copy(update={"language": language, "version": 2})
    await mail.hear(DeskChanged(desk=spoken, actor=ANNA))
    await news(mail, desk, None, verified)
    created, commented = await mail.deliveries()
    assert created.text.startswith(greeting)
    assert commented.text.startswith("Have you tried water?\n")
    for row in (created, commented):
        check_nobody_is_named(row)
