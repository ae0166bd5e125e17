"""A desk's widget settings, and what foreign pages may do by them."""

from uuid import uuid4

from shared.contracts.widget import TicketRequested
from tests.service_fixtures import Alone
from tests.widget.test_intake import FORM


async def test_foreign_pages_may_call_as_the_desk_allows(visitor, desk, admin):
    path = f"/widget/v1/desks/{desk['desk_token']}"
    anyone = await visitor.get(path, headers={"Origin": "https://shop.example"})
    assert anyone.headers["access-control-allow-origin"] == "*"
    await admin.patch(f"/api/widget/desks/{desk['id']}", json={"allowed_origins": ["https://shop.example"]})
    for origin, allowed in (
        ("https://shop.example", "https://shop.example"),
        ("https://shop.example.evil.test", None),
        ("null", None),
    ):
        answer = await visitor.options(f"{path}/tickets", headers={"Origin": origin})
        assert answer.headers.get("access-control-allow-origin") == allowed
        assert "access-control-allow-credentials" not in answer.headers


async def test_the_demo_website_makes_a_ticket(visitor, desk, widget: Alone):
    path = f"/helpdesk/desks/{desk['desk_token']}/contact"
    assert f'action="{path}"' in (await visitor.get("/demo/website")).text
    assert (await visitor.post(path, data=FORM)).status_code == 303
    assert len(await widget.said(TicketRequested)) == 1


async def test_settings_are_for_admins_and_the_embed_code_names_the_token(visitor, desk, admin):
    path = f"/api/widget/desks/{desk['id']}"
    assert (await visitor.get(path)).status_code == 401
    codes = (await admin.get(f"{path}/embed")).json()
    assert [desk["desk_token"] in codes[each] for each in ("html", "intum", "form")] == [True] * 3
    assert "/helpdesk/desks/widget.js" in codes["html"]
    lost = await admin.patch(path, json={"help_content": "x"}, headers={"If-Match": '"7"'})
    assert lost.status_code == 412
    assert (await admin.get(f"/api/widget/desks/{uuid4()}")).status_code == 404
