"""The page of a desk's widget settings, as an admin uses it."""

import asyncio
from datetime import timedelta

import pytest
from sqlalchemy import select
from uuid_utils.compat import uuid7

from shared.clock import utc_now
from shared.contracts.organization import GroupChanged
from shared.contracts.parts import SYSTEM, DeskState, GroupState
from shared.contracts.tickets import DeskCreated
from shared.tables import idempotency_keys
from tests.service_fixtures import a_person
from tests.tickets.panel.page import Element, read

FORM = {
    "allowed_origins": "https://kontora.example/\r\n\r\nhttps://app.kontora.example",
    "attachments": "1", "max_file_bytes": str(2 << 20), "help_content": "First line\r\nsecond line",
    "max_age_of_signature": "3600", "version": "1",
}  # fmt: skip


def place(desk) -> str:
    return f"/panel/widget/desks/{desk['id']}"


async def page_of(client, desk) -> Element:
    answer = await client.get(place(desk))
    assert answer.status_code == 200, answer.text
    return read(answer.text)


async def new_secret(client, desk) -> str:
    form = (await page_of(client, desk)).form(f"{place(desk)}/secret")
    answer = await client.post(form["action"], data=form.values())
    assert answer.status_code == 200, answer.text
    return read(answer.text).one("pre", id="secret").text


async def test_the_page_shows_the_settings_the_code_and_the_desks_other_pages(admin, desk):
    page = await page_of(admin, desk)
    assert page.heading() == "Support"
    tabs = page.one("nav", aria_label="Desk settings").all("a")
    assert [tab.text for tab in tabs] == [
        "Basics",
        "Fields",
        "Canned replies",
        "Mailbox and templates",
        "Widget",
    ]
    assert tabs[-1]["aria-current"] == "page"
    assert page.one("option", selected="", says="10 MB")["value"] == str(10 << 20)
    assert "any website may use this widget now" in page.text
    assert desk["desk_token"] in page.one("pre", id="embed").text
    for language in ("python", "php", "node", "ruby"):
        assert desk["desk_token"] in page.one("pre", id=f"code-{language}").text


async def test_the_rail_is_everybodys_with_the_desks_still_to_come(admin, desk):
    rail = (await page_of(admin, desk)).one("nav", id="rail")
    assert [item.text for item in rail.all("a", class_="rail-i")] == [
        "Mail", "Doubtful inquiries", "Desks", "People and groups", "Tasks", "Caught mail"
    ]  # fmt: skip
    assert rail.one("a", aria_current="page").text == "Desks"
    assert rail.one("div", id="rail-desks")["hx-get"] == "/panel/tickets/rail"


async def test_saving_sets_everything_and_says_so(admin, desk):
    answer = await admin.post(place(desk), data=FORM)
    assert (answer.status_code, answer.headers["location"]) == (303, place(desk))
    kept = (await admin.get(f"/api/widget/desks/{desk['id']}")).json()
    assert kept["allowed_origins"] == ["https://kontora.example", "https://app.kontora.example"]
    assert (kept["attachments"], kept["verification"]) == (True, False)
    assert (kept["max_file_bytes"], kept["max_age_of_signature"]) == (2 << 20, 3600)
    assert kept["help_content"] == "First line\nsecond line"
    page = await admin.get(place(desk))
    assert "Saved" in page.text
    assert "any website may use" not in page.text


async def test_a_wrong_address_is_named_and_what_was_typed_is_kept(admin, desk):
    typed = {"allowed_origins": "https://kontora.example\nkontora", "help_content": "As typed"}
    answer = await admin.post(place(desk), data=FORM | typed)
    page = read(answer.text)
    assert answer.status_code == 422
    assert "“kontora” is no address of a website" in page.one("p", id="f-allowed_origins-e").text
    assert page.one("textarea", name="allowed_origins").text == "https://kontora.example kontora"
    assert "As typed" in page.text
    assert "checked" in page.one("input", name="attachments").attributes
    assert (await admin.get(f"/api/widget/desks/{desk['id']}")).json()["version"] == 1


@pytest.mark.parametrize(
    "wrong",
    [{"max_file_bytes": "lots"}, {"max_age_of_signature": ""}, {"help_content": "x" * 5001}],
    ids=["size", "age", "help"],
)
async def test_every_field_says_what_is_wrong_with_it(admin, desk, wrong):
    answer = await admin.post(place(desk), data=FORM | wrong)
    assert answer.status_code == 422
    assert len(read(answer.text).all("p", id=f"f-{next(iter(wrong))}-e")) == 1


async def test_who_saves_an_old_page_may_overwrite_only_knowingly(admin, desk):
    assert (await admin.post(place(desk), data=FORM)).status_code == 303
    late = await admin.post(place(desk), data=FORM | {"help_content": "Mine"})
    assert late.status_code == 412
    assert "somebody else changed" in late.text
    again = read(late.text).form(place(desk)).values()
    assert (await admin.post(place(desk), data=FORM | {"help_content": "Mine"} | again)).status_code == 303


async def test_a_value_set_by_the_api_stays_a_choice(admin, desk):
    await admin.patch(f"/api/widget/desks/{desk['id']}", json={"max_file_bytes": 5000})
    page = await page_of(admin, desk)
    assert page.one("option", says="5000 bytes")["value"] == "5000"


async def test_a_new_secret_is_shown_once_and_all_old_ones_sign_for_a_day(admin, desk, widget):
    before = (await widget.service.web.state.reception.desks.by_id(desk["state"].id)).signer.secrets[0].value
    first, second = await new_secret(admin, desk), await new_secret(admin, desk)
    assert len(first) > 30
    assert first != second
    page = await admin.get(place(desk))
    assert first not in page.text
    assert second not in page.text
    found = await widget.service.web.state.reception.desks.by_id(desk["state"].id)
    # Whether the website has the one of before or already the first, its customers stay verified.
    assert [secret.value for secret in found.signer.secrets] == [second, before, first]
    assert all(secret.is_valid(utc_now() + timedelta(hours=23)) for secret in found.signer.secrets)


async def test_no_secret_ends_early_because_many_are_made(admin, desk):
    answers = [await admin.post(f"/api/widget/desks/{desk['id']}/secret") for _ in range(11)]
    assert [answer.status_code for answer in answers] == [200] * 10 + [409]
    assert answers[-1].json()["code"] == "too_many_secrets"


async def test_the_same_form_sent_twice_makes_one_secret_and_shows_it_twice(admin, desk, widget):
    form = (await page_of(admin, desk)).form(f"{place(desk)}/secret")
    answers = await asyncio.gather(*[admin.post(form["action"], data=form.values()) for _ in range(3)])
    assert [answer.status_code for answer in answers] == [200] * 3
    shown = {read(answer.text).one("pre", id="secret").text for answer in answers}
    found = (await widget.service.web.state.reception.desks.by_id(desk["state"].id)).signer.secrets
    assert (shown, len(found)) == ({found[0].value}, 2)
    assert (await admin.get(form["action"])).headers["location"] == place(desk)


async def test_a_page_that_is_no_longer_current_makes_no_secret(admin, desk):
    pages = [(await page_of(admin, desk)).form(f"{place(desk)}/secret") for _ in range(2)]
    answers = [await admin.post(form["action"], data=form.values()) for form in pages]
    assert [answer.status_code for answer in answers] == [200, 412]
    assert "No secret was made" in answers[1].text


async def test_a_program_that_asks_again_with_its_key_gets_the_same_secret(admin, desk, widget):
    path, key = f"/api/widget/desks/{desk['id']}/secret", {"Idempotency-Key": "renewal-1"}
    first, again = [await admin.post(path, headers=key) for _ in range(2)]
    assert (first.status_code, again.status_code, again.json()) == (200, 200, first.json())
    assert again.headers["idempotent-replayed"] == "true"
    other = await admin.post(path, headers=key, json={"why": "else"})
    assert (other.status_code, other.json()["code"]) == (422, "idempotency_key_reused")
    assert (await admin.post(path)).json() != first.json()
    async with widget.service.database.session() as session:
        kept = (await session.execute(select(idempotency_keys))).one()
    assert first.json()["secret"] not in str(kept._mapping)


async def test_the_page_is_for_admins(widget, desk):
    async with widget.client() as nobody, widget.client(a_person("agent")) as agent:
        assert (await nobody.get(place(desk))).headers["location"].startswith("/auth/sign-in")
        for path in (place(desk), f"{place(desk)}/secret"):
            assert (await agent.post(path, data=FORM)).status_code == 403
        refused = await agent.get(place(desk))
        assert (refused.status_code, "<html" in refused.text) == (403, True)


async def test_an_unknown_desk_is_a_page_that_says_so(admin):
    answer = await admin.get(f"/panel/widget/desks/{uuid7()}")
    assert (answer.status_code, "<html" in answer.text) == (404, True)


async def test_an_agent_reads_the_settings_of_desks_they_see_only(widget, desk):
    me = a_person("agent")
    group = GroupState(id=uuid7(), name="Second line", member_ids=(me.id,), version=1)
    facts = {"name": "D", "number_pattern": "{{nr}}", "version": 1}
    mine, ours, foreign = (
        DeskState.model_validate(facts | {"id": uuid7(), **members})
        for members in ({"member_ids": [me.id]}, {"group_ids": [group.id]}, {"member_ids": [uuid7()]})
    )
    await widget.hear(GroupChanged(group=group))
    await widget.hear(*[DeskCreated(desk=state, actor=SYSTEM) for state in (mine, ours, foreign)])
    async with widget.client(me) as agent:
        for desk_id, status in ((desk["id"], 200), (mine.id, 200), (ours.id, 200), (foreign.id, 404)):
            for path in ("", "/embed"):
                answer = await agent.get(f"/api/widget/desks/{desk_id}{path}")
                assert answer.status_code == status, answer.text
