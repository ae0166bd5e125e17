"""The form of a desk's mailbox: what it shows of the settings, and the settings that it brings; secrets go in only."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from services.notifications.doors.forms import MailboxForm, to_input
from services.notifications.mail_servers.presets import PRESETS, Place, PresetName
from services.notifications.queries.settings import MailboxView, ServerView
from services.notifications.use_cases.mailboxes import MailboxInput
from shared.panel.forms import accept, filled

WAYS = ("smtp", "imap")
NO_INTAKE = {"imap_port": "993", "imap_tls": "tls", "imap_folder": "INBOX", "imap_auth": "password"}
NO_MAILBOX = {
    "smtp_port": "587", "smtp_tls": "starttls", "smtp_auth": "password", "version": "0", "reply_tokens": "1",
    "history": "none", **NO_INTAKE,
}  # fmt: skip
ANY_CHECKED = ("imap_read_old", "open_tickets", "reply_tokens")
"""Fields that a form brings only where they are ticked."""

SECRETS = ("password", "client_secret", "refresh_token")
"""How the names of fields end that are never shown again."""

Typed = tuple[Mapping[str, str], Mapping[str, str], str]
NOTHING_TYPED: Typed = ({}, {}, "")


@dataclass(frozen=True)
class MailboxPageForm:
    """The mailbox as its form shows it. `with_password` and `granted` are the ways whose secrets are kept."""

    values: Mapping[str, str]
    errors: Mapping[str, str]
    error_text: str
    with_password: frozenset[str]
    granted: frozenset[str]


def mailbox_form(mailbox: MailboxView | None, typed: Typed, preset: PresetName | None) -> MailboxPageForm:
    """What is saved, over it what a provider needs, over it what was `typed`: values, errors, and what is wrong."""
    values, errors, error_text = typed
    shown = _values(mailbox) if mailbox else NO_MAILBOX
    if values:
        shown = {name: value for name, value in shown.items() if name not in ANY_CHECKED}
    ways = {way: server for way in WAYS if mailbox and (server := getattr(mailbox, way))}
    return MailboxPageForm(
        values={**shown, **preset_values(preset), **values},
        errors=errors,
        error_text=error_text,
        with_password=frozenset(way for way, server in ways.items() if server.has_password),
        granted=frozenset(way for way, server in ways.items() if server.auth == "oauth2"),
    )


def preset_values(name: PresetName | None) -> dict[str, str]:
    """The fields that are the same for everybody at a provider."""
    found = next((each for each in PRESETS if each.name == name), None)
    if found is None:
        return {}
    values = {"reply_tokens": "1"} if found.reply_tokens else {}
    for way, place in (("smtp", found.smtp), ("imap", found.imap)):
        grant = {"token_url": found.token_url, "scope": found.scope}
        values |= _place(way, place) | {f"{way}_auth": "oauth2"} | _grant(way, grant)
    return values


def typed_mailbox(fields: Mapping[str, str]) -> MailboxInput:
    """The settings that a form brings; raises Invalid with every wrong field named."""
    whole: dict[str, Any] = {
        "address": fields.get("address", ""),
        "name": fields.get("name", ""),
        "smtp": _typed_server(fields, "smtp"),
        "open_tickets": "open_tickets" in fields,
        "reply_tokens": "reply_tokens" in fields,
    } | ({"history": fields["history"]} if "history" in fields else {})
    # Without a server no mail is fetched.
    if fields.get("imap_host", "").strip():
        incoming = {"folder": fields.get("imap_folder", ""), "read_old": "imap_read_old" in fields}
        whole["imap"] = _typed_server(fields, "imap") | filled(incoming)
    return to_input(accept(MailboxForm, whole))


def without_secrets(fields: Mapping[str, str]) -> dict[str, str]:
    """What a refused form may show again."""
    return {name: value for name, value in fields.items() if not name.endswith(SECRETS)}


def _typed_server(fields: Mapping[str, str], way: str) -> dict[str, Any]:
    given: dict[str, Any] = {
        name: fields.get(f"{way}_{name}", "") for name in ("host", "port", "tls", "username")
    }
    if auth := fields.get(f"{way}_auth"):
        given["auth"] = auth
    if auth == "oauth2":
        return given | {"oauth2": _typed_grant(fields, way)}
    # An empty field keeps the password; without a name to sign in there is none.
    if not given["username"] or fields.get(f"{way}_password"):
        given["password"] = fields.get(f"{way}_password", "") if given["username"] else ""
    return given


def _typed_grant(fields: Mapping[str, str], way: str) -> dict[str, str]:
    named = {name: fields.get(f"{way}_oauth2_{name}", "") for name in ("token_url", "client_id", "scope")}
    # Empty secrets stay as they are.
    return named | filled({name: fields.get(f"{way}_oauth2_{name}", "") for name in SECRETS[1:]})


def _values(mailbox: MailboxView) -> dict[str, str]:
    ticked = {
        "imap_read_old": mailbox.imap is not None and mailbox.imap.read_old,
        "open_tickets": mailbox.open_tickets,
        "reply_tokens": mailbox.reply_tokens,
    }
    intake = (
        _server("imap", mailbox.imap) | {"imap_folder": mailbox.imap.folder} if mailbox.imap else NO_INTAKE
    )
    return {
        "address": mailbox.address,
        "name": mailbox.name,
        "version": str(mailbox.version),
        "history": mailbox.history,
        **_server("smtp", mailbox.smtp),
        **intake,
        **{name: "1" for name, is_ticked in ticked.items() if is_ticked},
    }


def _server(way: str, server: ServerView) -> dict[str, str]:
    grant = server.oauth2
    told = {name: getattr(grant, name) for name in ("token_url", "client_id", "scope")} if grant else {}
    signs_in = {f"{way}_username": server.username, f"{way}_auth": server.auth}
    return _place(way, server) | signs_in | _grant(way, told)


def _place(way: str, server: ServerView | Place) -> dict[str, str]:
    return {f"{way}_{name}": str(getattr(server, name)) for name in ("host", "port", "tls")}


def _grant(way: str, told: Mapping[str, str]) -> dict[str, str]:
    return {f"{way}_oauth2_{name}": value for name, value in told.items()}
