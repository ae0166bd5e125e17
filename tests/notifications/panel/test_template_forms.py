"""A template's form: a mail to oneself, and the way back to the words that every desk begins with."""

from tests.notifications.panel.test_pages import place
from tests.tickets.panel.page import read

OWN = {"subject": "About {{ticket_number}}", "body": "Hello {{requester_name}}", "version": "0"}


def template(desk, what: str = "") -> str:
    return f"{place(desk)}/templates/ticket_created{what}"


async def test_a_mail_of_what_was_typed_goes_to_oneself_and_the_page_says_so(
    http, desk, mailbox, sink, owner
):
    answer = await http.post(template(desk, "/test"), data=OWN)
    page = read(answer.text)
    assert (answer.status_code, sink.envelopes) == (200, [("support@example.com", [owner.email])])
    assert f"Sent to {owner.email}" in page.text
    assert page.form(template(desk)).one("input", name="subject")["value"] == OWN["subject"]
    assert (await http.get(f"/api/mail/desks/{desk.id}/templates/ticket_created")).json()[
        "is_default"
    ] is True
    sink.mode = "550"
    refused = await http.post(template(desk, "/test"), data=OWN)
    assert "Not sent: 550" in refused.text


async def test_what_could_not_be_saved_is_not_mailed_and_is_named(http, desk, mailbox, sink):
    answer = await http.post(template(desk, "/test"), data=OWN | {"body": "{{nonsense}}"})
    assert (answer.status_code, sink.raw) == (422, [])
    assert "Unknown variable {{nonsense}}" in answer.text


async def test_the_default_words_come_back_in_the_language_that_is_shown(http, desk, mailbox):
    polish = OWN | {"language": "pl", "subject": "Zgłoszenie {{ticket_number}}"}
    for words in (OWN, polish):
        assert (await http.post(template(desk), data=words)).status_code == 303
    shown = read((await http.get(f"{place(desk)}?language=pl")).text).form(template(desk))
    offered = shown.one("button", says="Back to the default words")
    answer = await http.post(offered["formaction"], data=shown.values())
    assert answer.headers["location"] == f"{place(desk)}?language=pl"
    kept = f"/api/mail/desks/{desk.id}/templates/ticket_created"
    assert (await http.get(kept, params={"language": "pl"})).json()["is_default"] is True
    assert (await http.get(kept)).json()["subject"] == OWN["subject"]
    after = read((await http.get(f"{place(desk)}?language=pl")).text)
    assert after.form(template(desk)).all("button", says="Back to the default words") == []


async def test_without_a_mailbox_no_test_is_offered(http, desk):
    assert "Send me a test" not in (await http.get(place(desk))).text
    answer = await http.post(template(desk, "/test"), data=OWN)
    assert answer.status_code == 404
