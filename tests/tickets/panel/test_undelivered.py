"""Whose mail did not arrive sees it in the list of their tickets and on the ticket, until they answer again."""

from uuid import uuid4

from shared.contracts.notifications import DeliveryFailed
from tests.service_fixtures import Alone

SIGN, BANNER = "A mail did not arrive", "A mail to the requester did not arrive"


async def test_the_assignee_sees_that_a_mail_did_not_arrive(tickets: Alone, http, desk, anna):
    made = {"desk_id": desk["id"], "title": "Fire", "requester": {"email": "rita@example.com"}}
    made["assignee"] = {"kind": "agent", "id": str(anna.id)}
    place = f"tickets/{(await http.post('/api/tickets', json=made)).json()['id']}"
    async with tickets.client(anna) as assignee:
        answer = {"body": "Fixed.", "then": "resolve"}
        comment = (await assignee.post(f"/api/{place}/comments", json=answer)).json()
        assert "Fire" not in (await assignee.get("/panel/tickets?view=mine")).text
        told = {"delivery_id": uuid4(), "ticket_id": place.partition("/")[2], "comment_id": comment["id"]}
        failed = told | {"recipient": "rita@example.com", "reason": "552 mailbox full"}
        await tickets.hear(DeliveryFailed.model_validate(failed))
        mine = (await assignee.get("/panel/tickets?view=mine")).text
        page = (await assignee.get(f"/panel/{place}")).text
        assert ("Fire" in mine, SIGN in mine, BANNER in page) == (True, True, True)
        assert "552 mailbox full" in page
        assert (await assignee.get(f"/api/{place}")).json()["undelivered"] is True
        await assignee.post(f"/api/{place}/comments", json={"body": "Again, to the right address."})
        assert SIGN not in (await assignee.get("/panel/tickets?view=mine")).text
        assert BANNER not in (await assignee.get(f"/panel/{place}")).text
