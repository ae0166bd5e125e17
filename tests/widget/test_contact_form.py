"""The contact form of a desk, on our page and on others."""

from uuid import uuid4

import pytest

from shared.contracts.parts import Category
from shared.contracts.tickets import DeskChanged
from tests.builders import ANNA
from tests.service_fixtures import Alone
from tests.tickets.panel.page import read

FORM = {"email": "rita@example.com", "title": "Printer on fire", "body": "It burns.", "priority": "normal"}


async def test_each_wrong_field_says_so_and_keeps_what_was_typed(visitor, desk):
    wrong = {"email": "nobody", "title": ""}
    answer = await visitor.post(f"/helpdesk/desks/{desk['desk_token']}/contact", data=FORM | wrong)
    page = read(answer.text)
    assert answer.status_code == 422
    assert page.one("p", id="f-email-e").text == "Use an address such as rita@example.com"
    assert page.one("p", id="f-title-e").text == "A title is required"
    assert page.one("input", name="email")["value"] == "nobody"
    assert page.one("textarea", name="body").text == "It burns."


async def test_what_was_sent_is_shown_behind_its_link(visitor, desk):
    sent = await visitor.post(f"/helpdesk/desks/{desk['desk_token']}/contact", data=FORM)
    assert sent.status_code == 303
    page = read((await visitor.get(sent.headers["location"])).text)
    assert page.heading() == "Printer on fire"
    empty = await visitor.post(f"{sent.headers['location']}/comments", data={"body": " "})
    assert read(empty.text).one("p", id="f-body-e").text == "Write something or attach a file"


async def test_the_embed_code_is_a_form_that_works_as_it_stands(visitor, desk, admin):
    code = (await admin.get(f"/api/widget/desks/{desk['id']}/embed")).json()["form"]
    form = read(code).one("form", method="post")
    names = [field["name"] for field in form.all("input")] + ["body"]
    assert {"email", "title", "body"} <= set(names)
    sent = await visitor.post(form["action"], data=FORM, headers={"Origin": "https://shop.example"})
    assert sent.status_code == 303


@pytest.mark.attack("A23")
async def test_a_website_that_is_not_on_the_list_may_not_send_the_form(visitor, desk, admin):
    await admin.patch(f"/api/widget/desks/{desk['id']}", json={"allowed_origins": ["https://shop.example"]})
    path = f"/helpdesk/desks/{desk['desk_token']}/contact"
    for origin, status in (
        ("https://shop.example", 303),
        ("https://evil.example", 403),
        ("http://test", 303),
    ):
        assert (await visitor.post(path, data=FORM, headers={"Origin": origin})).status_code == status


async def test_a_desk_that_does_not_exist_has_no_form(visitor):
    assert (await visitor.get("/helpdesk/desks/nonsense/contact")).status_code == 404
    assert (await visitor.post("/helpdesk/desks/nonsense/contact", data=FORM)).status_code == 404


async def test_the_form_offers_what_customers_may_pick(visitor, desk, widget: Alone):
    path = f"/helpdesk/desks/{desk['desk_token']}/contact"
    categories = (Category(id=uuid4(), name="Invoices"), Category(id=uuid4(), name="Deliveries"))
    state = desk["state"].model_copy(update={"categories": categories, "version": 2})
    await widget.hear(DeskChanged(desk=state, actor=ANNA))
    widget.service.web.state.reception.desks.forget(desk["desk_token"])
    form = read((await visitor.get(path)).text).form(path)
    offered = form.one("select", name="category_id").all("option")
    assert [each["value"] for each in offered] == ["", *(str(each.id) for each in categories)]
    assert [each.text for each in offered][1:] == ["Invoices", "Deliveries"]
    told = (await visitor.get(f"/widget/v1/desks/{desk['desk_token']}")).json()["categories"]
    assert [each["name"] for each in told] == ["Invoices", "Deliveries"]
    wrong = {"title": "", "category_id": str(categories[1].id), "priority": "high"}
    again = read((await visitor.post(path, data=FORM | wrong)).text).form(path)
    for name in ("category_id", "priority"):
        chosen = [
            each["value"]
            for each in again.one("select", name=name).all("option")
            if "selected" in each.attributes
        ]
        assert chosen == [wrong[name]]
