"""Without scripts one form holds a reply and a note: what the pressed button does not send is not lost."""

import pytest

from tests.tickets.panel.page import attached, kept, read
from tests.tickets.panel.test_kept_files import PLAN
from tests.tickets.panel.test_lists import HTMX
from tests.tickets.panel.test_ticket import here, shown

SIDES = [("comments", "comment", "note"), ("notes", "note", "comment")]


@pytest.mark.parametrize(("action", "sent", "other"), SIDES)
async def test_the_other_text_stays_in_the_page(ticket, agent, action, sent, other):
    answer = await agent.post(here(ticket, action), data={sent: "Sent words", other: "Other words"})
    assert answer.status_code == 200
    page = read(answer.text)
    form = page.one("form", aria_label="Answer")
    assert form.one("textarea", name=other).text.strip() == "Other words"
    assert form.one("textarea", name=sent).text.strip() == ""
    assert "not saved yet" in form.text or "not sent yet" in form.text
    assert "Sent words" in page.text
    second = {other: "Other words", "form_key": page.one("input", name="form_key")["value"]}
    elsewhere = next(each for each, name, _ in SIDES if name == other)
    assert (await agent.post(here(ticket, elsewhere), data=second)).status_code == 303
    text = (await shown(agent, ticket)).text
    assert text.count("Sent words") == text.count("Other words") == 1


async def test_the_other_texts_files_stay_too(ticket, agent):
    files = [("note_files", PLAN)]
    answer = await agent.post(here(ticket, "comments"), data={"comment": "Sent words"}, files=files)
    drafts = kept(read(answer.text), "note_drafts")
    assert list(drafts) == ["plan.txt"]
    saved = await agent.post(here(ticket, "notes"), data={"note": "", "note_drafts": list(drafts.values())})
    assert saved.status_code == 303, saved.text
    assert attached(await shown(agent, ticket), "Internal note, team only") == ["plan.txt"]


async def test_a_page_with_scripts_keeps_the_other_text_by_itself(ticket, agent):
    typed = {"comment": "Sent words", "note": "Other words"}
    answer = await agent.post(here(ticket, "comments"), data=typed, headers=HTMX)
    assert answer.status_code == 303
