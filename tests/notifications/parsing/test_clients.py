"""Whatever program a mail was written with, it says the same."""

import pytest

from tests.notifications.parsing.builders import PNG, read
from tests.notifications.parsing.clients import SENT


@pytest.mark.parametrize("client", SENT)
def test_mails_of_all_clients_are_understood(client: str):
    sent = SENT[client]
    found = read(sent.content)
    assert (found.sender.name, found.sender.address, found.subject) == (
        "Ada Lis",
        "ada@example.com",
        "Światło",
    )
    assert found.date == "2024-02-29T12:00:00+01:00"
    assert found.text.strip() == sent.text
    assert [each.name for each in found.attachments] == list(sent.files)
    assert [each.name for each in found.attachments if each.inline] == list(sent.inline)
    assert all(
        each.content == PNG for each in found.attachments if each.content_type != "application/pgp-signature"
    )
    assert bool(found.html) == sent.html
    assert not sent.html or "lampa nie świeci." in str(found.html)
