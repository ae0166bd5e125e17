"""The page of inquiries in doubt: who may decide, what is shown of them, and the counter in the rail."""

from uuid_utils.compat import uuid7

from services.widget.queries import quarantine
from shared.contracts.widget import TicketRequested
from tests.service_fixtures import Alone, a_person
from tests.tickets.panel.page import read
from tests.widget.abuse.conftest import a_desk
from tests.widget.test_intake import submitted

HERE = "/panel/widget/quarantine"
SPAM = {"website": "x", "title": "<b>Pills</b>", "body": "Buy\nnow"}


async def test_each_is_shown_with_its_reason_and_can_be_accepted_once(visitor, desk, admin, widget: Alone):
    receipt = await submitted(visitor, desk, **SPAM)
    page = read((await admin.get(HERE)).text)
    section = page.one("section", id=f"held-{receipt['reference']}")
    assert section.one("h2").text == "<b>Pills</b>"
    for shown in ("rita@example.com", "A field was filled in that people do not see.", "Support"):
        assert shown in section.text
    form = page.form(f"{HERE}/{receipt['reference']}/accept")
    typed = {"form_key": form.one("input", name="form_key")["value"]}
    for _ in range(2):
        sent = await admin.post(form["action"], data=typed, headers={"Origin": "http://test"})
        assert (sent.status_code, sent.headers["location"]) == (303, HERE)
    assert len(await widget.said(TicketRequested)) == 1
    assert "Nothing to decide" in (await admin.get(HERE)).text


async def test_discarding_goes_on_with_the_list_that_was_open(visitor, desk, admin, widget: Alone):
    receipt = await submitted(visitor, desk, **SPAM)
    here = f"{HERE}?desk_id={desk['id']}"
    form = read((await admin.get(here)).text).form(
        f"{HERE}/{receipt['reference']}/discard?desk_id={desk['id']}"
    )
    sent = await admin.post(form["action"], headers={"Origin": "http://test"})
    assert (sent.status_code, sent.headers["location"]) == (303, here)
    assert (await admin.post(form["action"], headers={"Origin": "http://test"})).status_code == 404
    assert await widget.said() == []


async def test_who_does_not_see_the_desk_decides_nothing(visitor, widget: Alone):
    receipt = await submitted(visitor, await a_desk(widget, member_ids=[uuid7()]), **SPAM)
    async with widget.client(a_person()) as stranger:
        for verb in ("accept", "discard"):
            path = f"{HERE}/{receipt['reference']}/{verb}"
            assert (await stranger.post(path, headers={"Origin": "http://test"})).status_code == 404
    assert await widget.said() == []


async def test_a_long_page_leads_to_older_ones(visitor, desk, admin, monkeypatch):
    monkeypatch.setattr(quarantine, "PAGE", 2)
    for n in range(3):
        await submitted(visitor, desk, website="x", title=f"n{n}")
    first = read((await admin.get(f"{HERE}?desk_id={desk['id']}")).text)
    (onward,) = [each["href"] for each in first.all("a") if "cursor=" in each.attributes.get("href", "")]
    assert [each.text for each in read((await admin.get(onward)).text).all("h2")][:-1] == ["n0"]


async def test_the_rail_counts_them_for_whoever_can_decide(visitor, desk, admin, widget: Alone):
    part = {"HX-Request": "true"}
    assert (await admin.get(f"{HERE}/count", headers=part)).text.strip() == ""
    await submitted(visitor, desk, **SPAM)
    assert (await admin.get(f"{HERE}/count", headers=part)).text.strip().startswith("1<")
    assert (await admin.get(f"{HERE}/count")).headers["location"] == HERE
    assert f'hx-get="{HERE}/count"' in (await admin.get(HERE)).text
    async with widget.client(a_person("guest", "Gus")) as guest:
        assert (await guest.get(HERE)).status_code == 403
        assert HERE not in (await guest.get("/panel/widget")).text
