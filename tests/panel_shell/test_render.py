import re

import pytest
from starlette.requests import Request

from shared.language import language_named
from shared.panel.flash import COOKIE, MESSAGES
from shared.panel.pages import wants_fragment
from tests.panel_shell.sample import panel

CSP = (
    "default-src 'self'; img-src 'self' data:; frame-ancestors 'none'; base-uri 'none'; "
    "form-action 'self'; object-src 'none'"
)
ASK, RESTORE, BOOST = "HX-Request", "HX-History-Restore-Request", "HX-Boosted"


@pytest.mark.parametrize(
    ("headers", "part"),
    [
        ((), False),
        ((ASK,), True),
        ((ASK, RESTORE), False),
        ((ASK, BOOST), False),
        ((ASK, BOOST, RESTORE), False),
        ((BOOST,), False),
    ],
)
def test_only_a_plain_htmx_request_gets_the_fragment(client, headers, part):
    given = dict.fromkeys(headers, "true")
    scope = {"type": "http", "headers": [(name.lower().encode(), b"true") for name in headers]}
    html = client.get("/ticket", headers=given).text
    assert wants_fragment(Request(scope)) is part
    assert ("<html" not in html) is part
    assert 'id="conv"' in html


def shape(html):
    return " ".join(re.findall(r'<[a-z]+|id="[^"]+"', html))


def test_the_fragment_is_what_the_page_includes(client):
    part = client.get("/ticket", headers={ASK: "true"}).text
    assert shape(part) in shape(client.get("/ticket").text)


def test_a_page_without_a_fragment_is_whole_for_htmx_too(client):
    assert "<html" in client.get("/settings", headers={ASK: "true"}).text


@pytest.mark.parametrize("address", ["/ticket", "/sign-in", "/missing", "/public"])
def test_every_page_carries_the_strict_policy(client, address):
    headers = client.get(address).headers
    assert headers["content-security-policy"] == CSP
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["cache-control"] == "no-store"
    assert headers["vary"] == "HX-Request"


def test_a_public_address_leaves_in_no_referer(client):
    public, signed_in = client.get("/public").headers, client.get("/ticket").headers
    assert (public["referrer-policy"], public["x-robots-tag"]) == ("no-referrer", "noindex")
    assert signed_in["referrer-policy"] == "same-origin"


def test_the_status_of_a_page_is_the_callers(client):
    assert client.get("/missing").status_code == 404
    assert client.get("/settings").status_code == 422


def test_a_form_redirects_and_the_next_page_says_so_once(client):
    answer = client.post("/panel/tickets/1/comments", follow_redirects=False)
    assert answer.status_code == 303
    assert answer.cookies[COOKIE] == "comment_sent"
    assert "Reply sent" in client.get("/ticket").text
    assert "Reply sent" not in client.get("/ticket").text


def test_a_fragment_brings_the_message_out_of_band(client):
    client.post("/panel/tickets/1/notes", follow_redirects=False)
    html = client.get("/ticket", headers={ASK: "true"}).text
    assert '<div id="toasts" hx-swap-oob="beforeend">' in html
    assert language_named("en").say(MESSAGES["note_saved"].key) in html


@pytest.mark.parametrize("planted", ["<b>You won</b>", "no_such_key"])
def test_a_planted_cookie_says_nothing(client, planted):
    client.cookies.set(COOKIE, planted)
    html = client.get("/ticket").text
    assert "You won" not in html
    assert 'class="toast"' not in html


def test_an_unknown_message_is_a_mistake_said_at_once():
    with pytest.raises(KeyError, match="no_such"):
        panel.redirect("/", flash="no_such")


@pytest.mark.parametrize(("cookie", "shown"), [("dark", True), ("light", True), ('"><script>', False)])
def test_the_theme_comes_with_the_page(client, cookie, shown):
    client.cookies.set("helpdesk_theme", cookie)
    html = client.get("/ticket").text
    assert (f'data-theme="{cookie}"' in html) is shown
    assert ("data-theme=" in html) is shown


def test_a_public_page_speaks_the_desks_language(client):
    assert "Pracujemy nad tym" in client.get("/public", params={"language": "pl"}).text
    assert "We are working on it" in client.get("/public").text
