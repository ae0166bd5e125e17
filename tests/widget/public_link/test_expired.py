"""The link of a ticket that was resolved long ago ends, where its desk wants that."""

from datetime import timedelta
from typing import Any

import pytest

from services.widget.domain.errors import LinkExpired
from shared.clock import utc_now
from shared.contracts.tickets import DeskChanged
from shared.contracts.widget import CommentRequested, StatusRequested
from tests.builders import ANNA
from tests.tickets.panel.page import read
from tests.widget.public_link.conftest import Linked
from tests.widget.test_public_page import polish


async def ends_after(admin: Any, desk: dict, days: int) -> None:
    answer = await admin.patch(f"/api/widget/desks/{desk['id']}", json={"link_days": days})
    assert (answer.status_code, answer.json()["link_days"]) == (200, days)


def days_ago(days: float):
    return utc_now() - timedelta(days=days)


@pytest.mark.parametrize(("status", "days", "ago", "found"), [
    ("resolved", 0, 1000, 200),
    ("resolved", 30, 29.9, 200),
    ("resolved", 30, 30.1, 410),
    ("open", 30, 1000, 200),
    ("waiting", 1, 1000, 200),
])  # fmt: skip
async def test_a_link_ends_so_many_days_after_its_ticket_was_resolved(
    linked: Linked, admin, desk, status, days, ago, found
):
    await ends_after(admin, desk, days)
    await linked.becomes(status, resolved_at=days_ago(ago) if status == "resolved" else None)
    for way in (linked.page, linked.api):
        assert (await linked.visitor.get(way)).status_code == found


async def test_the_page_says_so_and_offers_the_desks_form(linked: Linked, admin, desk):
    await ends_after(admin, desk, 7)
    await linked.becomes("resolved", resolved_at=days_ago(8))
    answer = await linked.visitor.get(linked.page)
    page = read(answer.text)
    assert page.heading() == "This link no longer works"
    assert linked.birth.ticket.title not in page.text
    assert page.one("a", says="Write to us")["href"] == f"/helpdesk/desks/{desk['desk_token']}/contact"
    assert (answer.headers["referrer-policy"], answer.headers["x-robots-tag"]) == ("no-referrer", "noindex")
    await polish(linked.widget, desk)
    assert read((await linked.visitor.get(linked.page)).text).heading() == "Ten link już nie działa"


async def test_a_desk_that_takes_nothing_offers_no_form(linked: Linked, admin, desk):
    await ends_after(admin, desk, 7)
    await linked.becomes("resolved", resolved_at=days_ago(8))
    state = desk["state"].model_copy(update={"active": False, "version": 2})
    await linked.widget.hear(DeskChanged(desk=state, actor=ANNA))
    assert "/contact" not in (await linked.visitor.get(linked.page)).text


@pytest.mark.attack("A13")
@pytest.mark.parametrize("way", ["comments", "solved", "reopen"])
async def test_an_ended_link_moves_and_says_nothing(linked: Linked, admin, desk, way: str):
    await ends_after(admin, desk, 7)
    await linked.becomes("resolved", resolved_at=days_ago(8))
    answer = await linked.visitor.post(f"{linked.api}/{way}", json={"body": "x"})
    assert (answer.status_code, answer.json()["code"]) == (LinkExpired.status, "link_expired")
    assert (await linked.visitor.post(f"{linked.page}/{way}", data={"body": "x"})).status_code == 410
    assert await linked.widget.said(CommentRequested, StatusRequested) == []


async def test_a_ticket_that_is_opened_again_has_its_link_again(linked: Linked, admin, desk):
    await ends_after(admin, desk, 7)
    await linked.becomes("resolved", 2, days_ago(8))
    assert (await linked.visitor.get(linked.page)).status_code == 410
    await linked.becomes("open", 3)
    assert (await linked.visitor.get(linked.page)).status_code == 200


async def test_it_is_set_in_the_panel(admin, desk):
    path = f"/panel/widget/desks/{desk['id']}"
    page = read((await admin.get(path)).text)
    choices = page.one("select", name="link_days")
    assert [each["value"] for each in choices.all("option") if "selected" in each.attributes] == ["0"]
    form = {"version": "1", "max_file_bytes": "1048576", "help_content": "", "max_age_of_signature": "3600"}
    for days, status in (("30", 303), ("-1", 422), ("soon", 422)):
        assert (await admin.post(path, data=form | {"link_days": days})).status_code == status
    assert (await admin.get(f"/api/widget/desks/{desk['id']}")).json()["link_days"] == 30
