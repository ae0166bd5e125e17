"""What customers read: their words sign by sign, in their desk's language and zone, and nothing untrue."""

import re
from html import unescape
from uuid import uuid4

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from services.widget.domain.submission import Submission
from services.widget.public_pages.frame import by_field
from shared.contracts.notifications import MailboxChanged
from shared.contracts.parts import Category
from shared.contracts.tickets import CommentAdded, DeskChanged
from shared.contracts.widget import TicketRequested
from shared.errors import Invalid
from shared.language import language_named
from shared.locales import languages
from shared.markup import to_html
from tests.builders import ANNA, NOW
from tests.service_fixtures import Alone
from tests.tickets.panel.page import read
from tests.widget.test_intake import FORM, created, submitted

HARD = "[error]: timeout\n![photo](https://e.example/a.png)\n\\\\nas01\\_new 2*3*4 __init__.py\n# 12\n> q <b>&amp;"
ENGLISH = re.compile(
    r"\b(the|your|you|send|message|what|email|write|reply|page|attach|files|from|team|priority|normal|need)\b",
    re.IGNORECASE,
)


def words_of_page(html: str) -> str:
    """What stands on a page for its readers, labels that are only spoken included."""
    labels = " ".join(re.findall(r'(?:aria-label|title|placeholder|alt)="([^"]*)"', html))
    body = re.sub(r"<(style|script).*?</\1>", "", html[html.index("<title>") :], flags=re.DOTALL)
    whole = re.sub(r"</?(?:a|b|bdi|span)\b[^>]*>", "", body)
    return unescape(re.sub(r"<[^>]*>", " ", whole) + " " + labels)


async def polish(widget: Alone, desk, **more) -> None:
    state = desk["state"].model_copy(
        update={"name": "Dział", "language": "pl", "time_zone": "Europe/Warsaw", "version": 5, **more}
    )
    await widget.hear(DeskChanged(desk=state, actor=ANNA))
    widget.service.web.state.reception.desks.forget(desk["desk_token"])


@pytest.mark.parametrize("is_numbered", [False, True])
async def test_words_are_shown_sign_by_sign(visitor, desk, widget: Alone, is_numbered):
    receipt = await submitted(visitor, desk, body=HARD)
    wish = (await widget.said(TicketRequested))[0]
    if is_numbered:
        await widget.hear(created(wish).model_copy(update={"body_html": to_html(wish.body, "plain")}))
    path = f"/helpdesk/ticket/{receipt['public_token']}"
    await visitor.post(f"{path}/comments", data={"body": HARD})
    shown = words_of_page((await visitor.get(path)).text)
    for line in HARD.split("\n"):
        assert shown.count(line) == 2, line


@given(body=st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=200))
@settings(max_examples=200, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_no_visible_sign_is_lost_on_the_way(body):
    from shared.text import shows_nothing

    if shows_nothing(body):
        return
    kept = Submission("t", body, "a@b.pl").checked().body
    shown = unescape(re.sub(r"<[^>]*>", "", to_html(kept, "plain")))
    visible = lambda text: [sign for sign in text if not sign.isspace()]  # noqa: E731
    assert visible(shown) == visible(body)


async def test_a_refused_form_has_an_address_that_can_be_loaded_again(visitor, desk):
    receipt = await submitted(visitor, desk)
    page = f"/helpdesk/ticket/{receipt['public_token']}"
    assert (await visitor.post(f"{page}/comments", data={"body": " "})).status_code == 422
    browser = {"accept": "text/html"}
    assert (await visitor.get(f"{page}/comments", headers=browser)).headers["location"] == page
    contact = f"/helpdesk/desks/{desk['desk_token']}/contact"
    assert (await visitor.post(contact, data={})).status_code == 422
    assert (await visitor.get(contact)).status_code == 200


async def test_a_language_we_do_not_speak_is_answered_in_english_and_says_so(visitor, desk, widget: Alone):
    await polish(widget, desk, language="de")
    page = await visitor.get(f"/helpdesk/desks/{desk['desk_token']}/contact")
    assert 'lang="en"' in page.text
    assert "Write to us" in page.text


def test_what_has_no_words_in_a_language_is_said_generally():
    wrong = Invalid("x", [{"field": "priority", "message": "Input should be 'low'"}])
    assert by_field(wrong, "pl") == {"priority": "To wymaga poprawki"}
    known = Invalid("x", [{"field": "title", "message": "At most 300 characters"}])
    assert by_field(known, "pl") == {"title": "Najwyżej 300 znaków"}
    assert by_field(known, "en-GB") == {"title": "At most 300 characters"}
    assert languages() == ("en", "pl")
    assert language_named("pl").say("form.largest_file", size="1 KB") == "Do 1 KB każdy"


async def test_a_page_shows_the_desks_own_time_and_says_so(visitor, desk, widget: Alone):
    await polish(widget, desk)
    receipt = await submitted(visitor, desk)
    wish = (await widget.said(TicketRequested))[0]
    await widget.hear(created(wish, created_at="2026-03-05T23:30:00Z"))
    page = (await visitor.get(f"/helpdesk/ticket/{receipt['public_token']}")).text
    assert "00:30" in page
    assert "Europe/Warsaw" in page


async def test_only_a_desk_with_a_mailbox_promises_mail(visitor, desk, widget: Alone):
    receipt = await submitted(visitor, desk)
    wish = (await widget.said(TicketRequested))[0]
    await widget.hear(created(wish))
    path = f"/helpdesk/ticket/{receipt['public_token']}"
    assert "by email" not in (await visitor.get(path)).text
    got, lost = [MailboxChanged(desk_id=wish.desk_id, has_mailbox=each) for each in (True, False)]
    await widget.hear(got)
    assert "by email" in (await visitor.get(path)).text
    widget.service.web.state.reception.desks.forget(desk["desk_token"])
    assert (await visitor.get(f"/widget/v1/desks/{desk['desk_token']}")).json()["answers_by_mail"] is True
    await widget.hear(lost, got.model_copy(update={"event_id": uuid4()}))
    assert "by email" not in (await visitor.get(path)).text


async def test_nobody_without_an_address_is_promised_mail(visitor, desk, widget: Alone):
    receipt = await submitted(visitor, desk)
    wish = (await widget.said(TicketRequested))[0]
    nobody = wish.requester.model_copy(update={"email": None, "name": None})
    await widget.hear(MailboxChanged(desk_id=wish.desk_id, has_mailbox=True), created(wish, requester=nobody))
    page = (await visitor.get(f"/helpdesk/ticket/{receipt['public_token']}")).text
    assert "by email" not in page
    assert '<b dir="auto">You</b>' in page


async def test_customers_pick_a_category_where_the_desk_has_some(visitor, desk, widget: Alone):
    contact = f"/helpdesk/desks/{desk['desk_token']}/contact"
    assert "category_id" not in (await visitor.get(contact)).text
    category = Category(id=uuid4(), name="Invoices")
    state = desk["state"].model_copy(update={"categories": (category,), "version": 2})
    await widget.hear(DeskChanged(desk=state, actor=ANNA))
    widget.service.web.state.reception.desks.forget(desk["desk_token"])
    form = read((await visitor.get(contact)).text).form(contact)
    assert (await visitor.post(contact, data=form.values() | FORM)).status_code == 303
    assert (
        await visitor.post(contact, data=form.values() | FORM | {"category_id": str(category.id)})
    ).status_code == 303
    assert [wish.category_id for wish in await widget.said(TicketRequested)] == [None, category.id]


async def test_a_form_sent_twice_makes_one_and_edited_words_another(visitor, desk, widget: Alone):
    contact = f"/helpdesk/desks/{desk['desk_token']}/contact"
    form = read((await visitor.get(contact)).text).form(contact).values() | FORM
    one, two = [await visitor.post(contact, data=form) for _ in range(2)]
    other = await visitor.post(contact, data=form | {"body": "More."})
    assert one.headers["location"] == two.headers["location"] != other.headers["location"]
    assert len(await widget.said(TicketRequested)) == 2
    reply = f"{one.headers['location']}/comments"
    said = read((await visitor.get(one.headers["location"])).text).form(reply).values()
    for body in ("a", "a", "b"):
        assert (await visitor.post(reply, data=said | {"body": body})).status_code == 303
    shown = (await visitor.get(f"/widget/v1/tickets/{one.headers['location'].rsplit('/')[-1]}")).json()
    assert [each["body"] for each in shown["comments"]] == ["a", "b"]


@pytest.mark.parametrize(
    "invisible", ["\u200b", "\u200d\u200c", "\u2060\ufeff", "\u00ad", "\u3164", "\u0301"]
)
async def test_invisible_signs_alone_are_nothing(visitor, desk, widget: Alone, invisible):
    path = f"/widget/v1/desks/{desk['desk_token']}/tickets"
    assert (await visitor.post(path, json=FORM | {"title": invisible})).json()["code"] == "title_required"
    receipt = await submitted(visitor, desk, name=invisible, body=invisible)
    (wish,) = await widget.said(TicketRequested)
    assert (wish.requester.name, wish.body) == (None, "")
    comment = await visitor.post(
        f"/widget/v1/tickets/{receipt['public_token']}/comments", json={"body": invisible}
    )
    assert comment.status_code == 422


async def test_signs_that_belong_to_writing_stay(visitor, desk, widget: Alone):
    title = "می\u200cخواهم 👩\u200d💻 e\u0301"
    await submitted(visitor, desk, title=title, name=title, body=title)
    (wish,) = await widget.said(TicketRequested)
    assert (wish.title, wish.requester.name, wish.body) == (title, title, title)


async def test_one_person_has_one_address_however_it_is_written(visitor, desk, widget: Alone):
    for email in (" rita@ŻÓŁW.pl ", "rita@xn--w-uga1v8h.pl", "x@firma.local", "y@nas.home.arpa"):
        await submitted(visitor, desk, email=email)
    for email in ("żółw@example.com", "a@-b.example", "a@b..c"):
        answer = await visitor.post(
            f"/widget/v1/desks/{desk['desk_token']}/tickets", json=FORM | {"email": email}
        )
        assert answer.status_code == 422
    kept = [wish.requester.email for wish in await widget.said(TicketRequested)]
    assert kept == ["rita@xn--w-uga1v8h.pl"] * 2 + ["x@firma.local", "y@nas.home.arpa"]


async def test_everybodys_words_have_their_own_direction(visitor, desk, widget: Alone):
    receipt = await submitted(visitor, desk, title="שלום")
    await widget.hear(created((await widget.said(TicketRequested))[0]))
    birth = created((await widget.said(TicketRequested))[0])
    said = CommentAdded(ticket=birth.ticket, actor=ANNA, comment_id=uuid4(), body="x", created_at=NOW)
    await widget.hear(said)
    page = read((await visitor.get(f"/helpdesk/ticket/{receipt['public_token']}")).text)
    assert page.one("h1")["dir"] == "auto"
    assert all(each["dir"] == "auto" for each in page.all("div", class_="msg-b"))
    assert page.one("textarea", name="body")["dir"] == "auto"
