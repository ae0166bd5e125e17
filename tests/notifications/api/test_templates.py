import pytest

from services.notifications.rendering.previews import sample_values
from shared.contracts.mail_variables import MAIL_VARIABLES
from tests.notifications.events import a_ticket_state, comment_added, ticket_created


def place(desk, kind: str) -> str:
    return f"/api/mail/desks/{desk.id}/templates/{kind}"


@pytest.mark.parametrize("kind", MAIL_VARIABLES)
async def test_the_default_is_shown_until_the_desk_has_its_own(http, desk, kind):
    answer = await http.get(place(desk, kind))
    assert (answer.headers["etag"], answer.json()["is_default"]) == ('"0"', True)
    own = {"subject": "Hello {{ticket_number}}", "body": "See {{ticket_url}}"}
    written = await http.put(place(desk, kind), json=own)
    assert (written.status_code, written.headers["etag"]) == (200, '"1"')
    shown = (await http.get(place(desk, kind))).json()
    assert {name: shown[name] for name in own} == own
    assert shown["is_default"] is False
    assert shown["variables"] == list(MAIL_VARIABLES[kind])


@pytest.mark.parametrize(
    ("field", "wrong"),
    [
        ("subject", "{{nonsense}}"),
        ("body", "{{comment_content}}"),
        ("body", "{{ticket_url"),
        ("body", "{{ticket_url.__class__}}"),
    ],
)
@pytest.mark.attack("A17")
async def test_an_unknown_variable_is_refused_by_name(http, desk, field, wrong):
    own = {"subject": "x", "body": "x", field: wrong}
    for answer in (
        await http.put(place(desk, "ticket_created"), json=own),
        await http.post(place(desk, "ticket_created") + "/preview", json=own),
    ):
        assert (answer.status_code, answer.json()["code"]) == (422, "unknown_variable")
        assert wrong in answer.json()["errors"][0]["message"]
    assert (await http.get(place(desk, "ticket_created"))).json()["is_default"] is True


async def test_a_lost_race_is_told(http, desk):
    own = {"subject": "a", "body": "b"}
    await http.put(place(desk, "ticket_created"), json=own)
    answer = await http.put(place(desk, "ticket_created"), json=own, headers={"if-match": '"0"'})
    assert (answer.status_code, answer.json()["code"]) == (412, "version_conflict")


async def test_the_default_words_are_there_for_who_asks_to_change_whatever_there_is(http, desk):
    own = {"subject": "a", "body": "b"}
    answer = await http.put(place(desk, "ticket_created"), json=own, headers={"if-match": "*"})
    assert (answer.status_code, answer.headers["etag"]) == (200, '"1"')


async def test_an_unknown_kind_is_refused(http, desk):
    assert (await http.get(place(desk, "note_added"))).status_code == 422


async def test_the_preview_is_the_mail(mail, http, desk, mailbox, sink):
    own = {
        "subject": "{{ticket_number}}: {{ticket_title}}",
        "body": "{{agent_name}}:\n\n{{comment_content}}\n\n{{ticket_url}}",
    }
    preview = (await http.post(place(desk, "comment_added") + "/preview", json=own)).json()
    await http.put(place(desk, "comment_added"), json=own)
    sample = sample_values("Support", "http://test")
    ticket = a_ticket_state(desk.id, number=sample["ticket_number"], title=sample["ticket_title"])
    await mail.hear(ticket_created(ticket, public_token="sample"))
    comment = comment_added(ticket, body=sample["comment_content"])
    actor = comment.actor.model_copy(update={"name": sample["agent_name"]})
    await mail.hear(comment.model_copy(update={"actor": actor}))
    row = (await mail.deliveries())[1]
    assert {"subject": row.subject, "text": row.text, "html": row.html} == preview
    await mail.send()
    got = sink.mails[1].get_body(("html",))
    assert got.get_content().replace("\r\n", "\n").rstrip() == preview["html"].rstrip()


async def test_the_colour_of_the_desk_is_in_its_mails(http, desk):
    own = {"subject": "a", "body": "b"}
    assert "#83398f" in (await http.post(place(desk, "ticket_created") + "/preview", json=own)).json()["html"]
