"""A mailbox's grant: its secrets are used only with the very settings they were entered for."""

from typing import Any

import pytest

from tests.notifications.conftest import a_mailbox, given_mailbox
from tests.notifications.mail_servers.test_hosts import build_as
from tests.service_fixtures import a_person

__all__ = ["build_as"]

GRANT = {"token_url": "https://login.example.com/token", "client_id": "c", "scope": "mail"}
SECRETS = {"client_secret": "s", "refresh_token": "r"}
SERVER = {"host": "mail.example.com", "port": 587, "tls": "starttls", "username": "u", "auth": "oauth2"}
CHANGES = [
    {"token_url": "https://evil.example.net/token"},
    {"client_id": "d"},
    {"host": "evil.example.net"},
    {"port": 2525},
    {"tls": "tls"},
    {"username": "v"},
]


def place(desk) -> str:
    return f"/api/mail/desks/{desk.id}/mailbox"


def both(**changed: Any) -> dict[str, Any]:
    """A mailbox whose two ways sign in with the same grant, which has secrets only if they are given."""
    grant = GRANT | {name: changed.pop(name) for name in [*GRANT, *SECRETS] if name in changed}
    server = SERVER | {"oauth2": grant} | changed
    return a_mailbox(587, smtp=server, imap=dict(server))


@pytest.fixture
async def stored(http, desk):
    answer = await http.put(place(desk), json=both(**SECRETS))
    assert answer.status_code == 200, answer.text


async def test_secrets_that_are_not_named_stay(http, desk, stored):
    answer = await http.put(place(desk), json=both(host="MAIL.example.com", scope="more"))
    assert (answer.status_code, answer.json()["imap"]["oauth2"]["scope"]) == (200, "more")


@pytest.mark.parametrize("change", CHANGES)
async def test_a_change_needs_both_secrets_again(http, desk, stored, change):
    for named in ({}, {"refresh_token": "r"}, {"client_secret": "s"}):
        for kind in ("smtp", "imap"):
            body = both()
            body[kind] = both(**change, **named)[kind]
            answer = await http.put(place(desk), json=body)
            told = (answer.status_code, answer.json()["errors"][0]["field"])
            assert told == (422, f"{kind}.oauth2.refresh_token")
    assert (await http.put(place(desk), json=both(**change, **SECRETS))).status_code == 200


async def test_no_password_becomes_a_grants_secret_and_no_secret_a_password(http, desk, stored):
    by_password = await given_mailbox(http, desk.id, 587, smtp=SERVER | {"auth": "password"})
    assert (by_password["smtp"]["has_password"], by_password["smtp"]["auth"]) == (False, "password")
    answer = await http.put(place(desk), json=both())
    assert (answer.status_code, answer.json()["errors"][0]["field"]) == (422, "smtp.oauth2.refresh_token")


UNUSABLE = [
    ({"username": ""}, "smtp.username"),
    ({"refresh_token": ""}, "smtp.oauth2.refresh_token"),
    ({"token_url": "ftp://x"}, "smtp.oauth2.token_url"),
    ({"token_url": "https://user:pw@login.example.com/token"}, "smtp.oauth2.token_url"),
    ({"token_url": "https://login.example.com/token?x=1"}, "smtp.oauth2.token_url"),
    ({"auth": "password"}, "smtp"),
    ({"oauth2": None}, "smtp"),
]


@pytest.mark.parametrize(("changed", "field"), UNUSABLE)
async def test_a_grant_that_could_not_be_used_is_refused(http, desk, changed, field):
    answer = await http.put(place(desk), json=both(**SECRETS | changed))
    assert (answer.status_code, answer.json()["errors"][0]["field"]) == (422, field)


@pytest.mark.parametrize(
    "url",
    [
        "http://login.example.com/token",
        "https://127.0.0.1/token",
        "https://[::1]/token",
        "https://8.8.8.8:8443/token",
    ],
)
async def test_in_production_no_secret_goes_inside_or_without_encryption(build_as, desk, url):
    body = a_mailbox(587, smtp=SERVER | {"host": "8.8.8.8", "oauth2": GRANT | SECRETS | {"token_url": url}})
    async with build_as(HELPDESK_ENV="production").client(a_person("owner")) as http:
        answer = await http.put(place(desk), json=body)
    assert (answer.status_code, answer.json()["errors"][0]["field"]) == (422, "smtp.oauth2.token_url")


async def test_the_form_leaves_the_grant_as_it_is(http, desk, stored):
    ways = [(way, name) for way in ("smtp", "imap") for name in ("host", "port", "tls", "username")]
    server = {f"{way}_{name}": str(SERVER[name]) for way, name in ways}
    form = {"address": "support@example.com", "name": "Other", **server}
    page = f"/panel/mail/desks/{desk.id}/mailbox"
    assert (await http.post(page, data=form)).status_code == 303
    shown = (await http.get(place(desk))).json()
    assert (shown["name"], shown["smtp"]["auth"], shown["imap"]["auth"]) == ("Other", "oauth2", "oauth2")
    assert (await http.post(page, data=form | {"smtp_port": "2525"})).status_code == 422


async def test_presets_name_the_servers_of_known_providers(http):
    found = {each["name"]: each for each in (await http.get("/api/mail/presets")).json()["items"]}
    assert found.keys() == {"microsoft365", "google"}
    assert found["google"]["imap"] == {"host": "imap.gmail.com", "port": 993, "tls": "tls"}
    assert found["microsoft365"]["token_url"].startswith("https://login.microsoftonline.com/")
    assert all(each["scope"] and each["smtp"]["tls"] != "none" for each in found.values())
