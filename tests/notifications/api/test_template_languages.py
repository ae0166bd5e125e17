"""A desk's words in each language: what it sends follows its own language, and nothing is lost by changing it."""

import pytest
from sqlalchemy import text

from shared.contracts.parts import DeskState
from shared.contracts.tickets import DeskChanged
from tests.builders import ANNA
from tests.notifications.conftest import queued

EN = {"subject": "Received: {{ticket_number}}", "body": "Dear you."}
PL = {"subject": "Mamy: {{ticket_number}}", "body": "Szanowni."}


def place(desk: DeskState, kind: str = "ticket_created", what: str = "") -> str:
    return f"/api/mail/desks/{desk.id}/templates/{kind}{what}"


async def speak(mail, desk: DeskState, language: str, version: int) -> None:
    changed = desk.model_copy(update={"language": language, "version": version})
    await mail.hear(DeskChanged(desk=changed, actor=ANNA))


async def last_subject(mail, desk: DeskState) -> str:
    await queued(mail, desk)
    return (await mail.deliveries())[-1].subject


async def test_the_desks_language_decides_and_the_other_words_wait(mail, http, desk, mailbox):
    await http.put(place(desk), json=EN)
    assert await last_subject(mail, desk) == "Received: SUP-001"
    await speak(mail, desk, "pl", 2)
    assert (await last_subject(mail, desk)).startswith("[SUP-001] ")
    assert (await http.get(place(desk))).json()["is_default"] is True
    await http.put(place(desk), json=PL)
    assert await last_subject(mail, desk) == "Mamy: SUP-001"
    await speak(mail, desk, "en-GB", 3)
    assert await last_subject(mail, desk) == "Received: SUP-001"
    await speak(mail, desk, "pl-PL", 4)
    assert await last_subject(mail, desk) == "Mamy: SUP-001"


@pytest.mark.parametrize("asked", ["pl", "PL", "pl-PL"])
async def test_one_language_is_written_and_reset_alone(http, desk, asked):
    await http.put(place(desk), json=EN)
    written = await http.put(place(desk), json=PL, params={"language": asked})
    assert (written.json()["language"], written.json()["version"]) == ("pl", 1)
    shown = [(await http.get(place(desk), params=of)).json() for of in ({}, {"language": "pl"})]
    assert [(each["language"], each["subject"]) for each in shown] == [
        ("en", EN["subject"]),
        ("pl", PL["subject"]),
    ]
    gone = await http.delete(place(desk), params={"language": "pl"}, headers={"if-match": '"1"'})
    assert gone.status_code == 204
    again = (await http.get(place(desk), params={"language": "pl"})).json()
    assert (again["is_default"], "Zgłoszenie" in again["body"] or "zgłoszenie" in again["body"]) == (
        True,
        True,
    )
    assert (await http.get(place(desk))).json()["subject"] == EN["subject"]


@pytest.mark.parametrize("language", ["xx", "english", "e n", "x" * 60])
async def test_a_language_that_we_have_no_words_in_is_refused(http, desk, language):
    asked = {"params": {"language": language}}
    answers = [
        await http.get(place(desk), **asked),
        await http.put(place(desk), json=EN, **asked),
        await http.delete(place(desk), **asked),
        await http.post(place(desk, what="/preview"), json=EN, **asked),
        await http.post(place(desk, what="/test"), json=EN, **asked),
    ]
    assert {each.status_code for each in answers} == {422}
    assert answers[0].json()["errors"][0]["field"] == "language"


async def test_the_preview_says_which_language_it_is_in(http, desk):
    shown = await http.post(place(desk, what="/preview"), json=PL, params={"language": "pl"})
    assert '<html lang="pl">' in shown.json()["html"]


async def test_the_page_shows_and_saves_one_language_at_a_time(http, desk):
    page = f"/panel/mail/desks/{desk.id}"
    origin = {"origin": "http://test"}
    shown = await http.get(page, params={"language": "pl"})
    assert 'name="language" value="pl"' in shown.text
    assert "Szanowni" not in shown.text
    form = PL | {"language": "pl", "version": "0"}
    saved = await http.post(f"{page}/templates/ticket_created", data=form, headers=origin)
    assert (saved.status_code, saved.headers["location"]) == (303, f"{page}?language=pl")
    assert "Szanowni" in (await http.get(page, params={"language": "pl"})).text
    assert "Szanowni" not in (await http.get(page)).text
    refused = form | {"subject": "{{nonsense}}", "version": "1"}
    again = await http.post(f"{page}/templates/ticket_created", data=refused, headers=origin)
    assert (again.status_code, 'name="language" value="pl"' in again.text) == (422, True)


async def test_templates_of_before_are_in_the_language_of_their_desk(mail, http, desk):
    """The migration's own statement, on rows as they were: all of them English by the default."""
    from services.notifications.migrations import notifications_0006

    await speak(mail, desk, "pl-PL", 2)
    await http.put(place(desk), json=PL, params={"language": "en"})
    renamed = next(each for each in notifications_0006.UP.split(";") if "UPDATE templates" in each)
    async with mail.service.database.session() as session, session.begin():
        await session.execute(text(renamed))
    assert (await http.get(place(desk))).json()["subject"] == PL["subject"]
