"""The form of a desk's mailbox: OAuth 2, presets, and what a comment's mail quotes."""

import httpx
import pytest

from services.notifications.mail_servers.presets import PRESETS
from shared.contracts.parts import DeskState
from tests.notifications.panel.test_incoming_settings import IMAP, saved, shown
from tests.notifications.panel.test_pages import FORM, place
from tests.tickets.panel.page import Element, read

GRANT = {
    "auth": "oauth2", "oauth2_token_url": "https://127.0.0.1/token", "oauth2_client_id": "us", "oauth2_scope": "mail",
    "oauth2_client_secret": "canary-1", "oauth2_refresh_token": "canary-2",
}  # fmt: skip
SIGNS_IN = {f"{way}_{name}": value for way in ("smtp", "imap") for name, value in GRANT.items()}


def form_of(page, desk: DeskState):
    return page.form(f"{place(desk)}/mailbox")


async def test_oauth_2_is_saved_for_both_ways_and_its_secrets_are_never_shown(
    http: httpx.AsyncClient, desk: DeskState
):
    kept = await saved(http, desk, **SIGNS_IN)
    told = {"token_url": GRANT["oauth2_token_url"], "client_id": "us", "scope": "mail"}
    for way in ("smtp", "imap"):
        assert (kept[way]["auth"], kept[way]["oauth2"], kept[way]["has_password"]) == ("oauth2", told, False)
    page = await http.get(place(desk))
    assert "canary" not in page.text
    form = form_of(await shown(http, desk), desk)
    for way in ("smtp", "imap"):
        assert form.one("select", name=f"{way}_auth").one("option", selected="").text == "OAuth 2"
        assert form.one("input", name=f"{way}_oauth2_client_id")["value"] == "us"
        assert "open" in form.one("details", id=f"{way}-oauth2").attributes
        for secret in ("client_secret", "refresh_token"):
            assert "value" not in form.one("input", name=f"{way}_oauth2_{secret}").attributes


async def test_empty_secrets_stay_and_another_server_wants_them_again(
    http: httpx.AsyncClient, desk: DeskState
):
    first = await saved(http, desk, **SIGNS_IN)
    empty = {name: "" for name in SIGNS_IN if name.endswith(("secret", "refresh_token"))}
    again = await saved(http, desk, **SIGNS_IN | empty, name="Renamed")
    assert (again["name"], again["smtp"]["auth"]) == ("Renamed", "oauth2")
    moved = {
        **FORM,
        **IMAP,
        **SIGNS_IN,
        **empty,
        "smtp_host": "other.example",
        "version": str(first["version"] + 1),
    }
    answer = await http.post(f"{place(desk)}/mailbox", data=moved)
    assert answer.status_code == 422
    wrong = form_of(_read(answer), desk).one("input", name="smtp_oauth2_refresh_token")
    assert wrong["aria-invalid"] == "true"


async def test_a_refused_form_comes_back_without_secrets(http: httpx.AsyncClient, desk: DeskState):
    typed = {**FORM, **IMAP, **SIGNS_IN, "smtp_oauth2_token_url": "nowhere", "history": "all"}
    answer = await http.post(f"{place(desk)}/mailbox", data=typed)
    assert answer.status_code == 422
    assert "canary" not in answer.text
    form = form_of(_read(answer), desk)
    assert form.one("input", name="smtp_oauth2_token_url")["aria-invalid"] == "true"
    assert form.one("input", name="imap_oauth2_client_id")["value"] == "us"
    assert form.one("select", name="history").one("option", selected="")["value"] == "all"


async def test_back_to_a_password_forgets_the_grant(http: httpx.AsyncClient, desk: DeskState):
    await saved(http, desk, **SIGNS_IN)
    kept = await saved(
        http, desk, smtp_auth="password", imap_auth="password", smtp_password="new", imap_password="new"
    )
    assert [kept[way]["oauth2"] for way in ("smtp", "imap")] == [None, None]
    assert [kept[way]["has_password"] for way in ("smtp", "imap")] == [True, True]


@pytest.mark.parametrize("history", ["none", "last", "all"])
async def test_what_a_mail_quotes_is_chosen(http: httpx.AsyncClient, desk: DeskState, history: str):
    assert (await saved(http, desk, history=history))["history"] == history
    form = form_of(await shown(http, desk), desk)
    assert form.one("select", name="history").one("option", selected="")["value"] == history


async def test_a_form_of_before_that_knows_none_of_it_changes_none_of_it(
    http: httpx.AsyncClient, desk: DeskState
):
    await saved(http, desk, **SIGNS_IN, history="last")
    kept = await saved(http, desk, smtp_password="", imap_password="")
    assert (kept["history"], kept["smtp"]["auth"], kept["imap"]["auth"]) == ("last", "oauth2", "oauth2")


@pytest.mark.parametrize("preset", PRESETS, ids=lambda each: each.name)
async def test_a_provider_is_filled_in(http: httpx.AsyncClient, desk: DeskState, preset):
    page = _read(await http.get(place(desk), params={"preset": preset.name}))
    form = form_of(page, desk)
    values = {each["name"]: each["value"] for each in form.all("input") if "value" in each.attributes}
    for way, at in (("smtp", preset.smtp), ("imap", preset.imap)):
        assert values[f"{way}_host"] == at.host
        assert values[f"{way}_port"] == str(at.port)
        assert values[f"{way}_oauth2_token_url"] == preset.token_url
        assert values[f"{way}_oauth2_scope"] == preset.scope
    assert page.one("a", says=preset.title)["href"] == f"{place(desk)}?preset={preset.name}#mailbox"


def _read(answer: httpx.Response) -> Element:
    return read(answer.text)
