"""What may come in through the JSON door and the pages."""

from dataclasses import replace
from typing import Annotated, Literal
from urllib.parse import urlsplit
from uuid import UUID

from pydantic import AfterValidator, Field, model_validator

from services.notifications.domain.headers import MAX_NAME
from services.notifications.domain.received import LONGEST_TITLE
from services.notifications.domain.templates import MAX_BODY_TEMPLATE, MAX_SUBJECT_TEMPLATE
from services.notifications.use_cases.mailboxes import MailboxInput
from services.notifications.use_cases.signing_in import OAuthInput, ServerInput
from shared.addresses import LONGEST
from shared.contracts.parts import Priority
from shared.web import Form, Text

Host = Annotated[Text, Field(min_length=1, max_length=253, pattern=r"^[A-Za-z0-9._:\-]+$")]
Port = Annotated[int, Field(ge=1, le=65535)]
Credential = Annotated[Text, Field(max_length=1000)]
UserName = Annotated[Text, Field(max_length=1000, pattern=r"^[^\x00-\x1f\x7f]*$")]
"""Without control signs: XOAUTH2 parts its fields by them."""

Secret = Annotated[Text, Field(max_length=10_000)]
"""Refresh tokens are up to some thousand characters long."""

WEB_ADDRESS = r"^https?://(?:[A-Za-z0-9.\-]+|\[[0-9A-Fa-f:.]+\])(?::[0-9]{1,5})?(/[^\s@?#\\]*)?$"


def _with_a_port(url: str) -> str:
    if urlsplit(url).port == 0:  # which itself raises ValueError for one beyond 65535
        raise ValueError("there is no port 0")
    return url


TokenUrl = Annotated[Text, Field(max_length=500, pattern=WEB_ADDRESS), AfterValidator(_with_a_port)]


class OAuthForm(Form):
    """Where access tokens are fetched, and with what; a secret that is not named stays."""

    token_url: TokenUrl
    client_id: Annotated[Text, Field(min_length=1, max_length=500)]
    client_secret: Secret | None = None
    refresh_token: Secret | None = None
    scope: Annotated[Text, Field(max_length=1000)] = ""


class ServerForm(Form):
    """A mail server; a password that is not named stays, an empty one is taken away. `oauth2` if it is signed in at so."""

    host: Host
    port: Port = 587
    tls: Literal["none", "starttls", "tls"] = "starttls"
    username: UserName | None = None
    password: Credential | None = None
    auth: Literal["password", "oauth2"] = "password"
    oauth2: OAuthForm | None = None

    @model_validator(mode="after")
    def _names_its_grant(self) -> "ServerForm":
        if (self.auth == "oauth2") != (self.oauth2 is not None):
            raise ValueError("`oauth2` belongs to `auth` oauth2, and to that alone")
        return self


class ImapForm(ServerForm):
    """The server where mail for the desk arrives."""

    port: Port = 993
    tls: Literal["none", "starttls", "tls"] = "tls"
    folder: Annotated[Text, Field(min_length=1, max_length=200)] = "INBOX"
    read_old: bool = Field(
        default=False, description="whether mails that lay there before are read, too; they open no tickets"
    )


class MailboxForm(Form):
    """A desk's mailbox, as a whole."""

    address: Annotated[Text, Field(min_length=3, max_length=LONGEST)]
    name: Annotated[Text, Field(max_length=MAX_NAME)] = ""
    smtp: ServerForm
    imap: ImapForm | None = None
    open_tickets: bool = False
    reply_tokens: bool = Field(
        default=True, description="whether mail to address+tag arrives: answers then come to such an address"
    )
    history: Literal["none", "last", "all"] = Field(
        default="none", description="which of the public messages before a comment its mail quotes"
    )


class TemplateForm(Form):
    """Subject and body of one kind of mail."""

    subject: Annotated[Text, Field(max_length=MAX_SUBJECT_TEMPLATE)]
    body: Annotated[Text, Field(max_length=MAX_BODY_TEMPLATE)]


class MailTicketForm(Form):
    """What a ticket made of a mail is called, and how urgent it is; left out, it is as the mail has it."""

    title: Annotated[Text, Field(max_length=LONGEST_TITLE)] = ""
    priority: Priority = Priority.NORMAL


class LinkForm(Form):
    """The ticket that a mail belongs to."""

    ticket_id: UUID


def to_input(form: MailboxForm) -> MailboxInput:
    """The form in the use case's words."""
    imap = _server(form.imap) if form.imap else None
    history = form.history if "history" in form.model_fields_set else None
    more = (form.open_tickets, form.reply_tokens, history)
    return MailboxInput(form.address, form.name, _server(form.smtp), imap, *more)


def _server(form: ServerForm) -> ServerInput:
    # Left out: the password stays. Named as null or empty: it is taken away.
    password = form.password or "" if "password" in form.model_fields_set else None
    grant = form.oauth2
    oauth = OAuthInput(**grant.model_dump()) if grant else None
    server = ServerInput(form.host, form.port, form.tls, form.username or "", password, oauth=oauth)
    server = replace(server, is_oauth_known="auth" in form.model_fields_set)
    return (
        replace(server, folder=form.folder, read_old=form.read_old) if isinstance(form, ImapForm) else server
    )
