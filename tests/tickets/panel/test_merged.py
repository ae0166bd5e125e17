"""What a ticket's page says of those that were merged into it."""

from tests.tickets.api.test_tickets import opened
from tests.tickets.panel.page import read


async def test_words_of_a_merged_ticket_say_where_they_were_said_and_whom_an_answer_reaches(http, desk):
    one = await opened(http, desk, body="Mine burns, too", requester={"email": "otto@example.com"})
    other = await opened(http, desk)
    await http.post(f"/api/tickets/{one['id']}/merge", json={"into": other["id"]})
    page = await http.get(f"/panel/tickets/{one['id']}")
    text = " ".join(read(page.text).text.split())
    assert "Mine burns, too" in text
    assert f"on {one['number']}" in text
    assert "and, in a mail of their own, otto@example.com" in text
    assert "merged into this one" in text
