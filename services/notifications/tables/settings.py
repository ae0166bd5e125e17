"""Desks' mailboxes with the folders that are read, and their templates."""

from sqlalchemy import BigInteger, Column, LargeBinary, Text, Uuid
from sqlalchemy.dialects.postgresql import JSONB

from services.notifications.domain.mailbox import Mailbox
from services.notifications.domain.own_template import OwnTemplate
from services.notifications.tables.base import mapper, table
from shared.columns import flags, instant, key, numbers, texts

mailboxes = table(
    "mailboxes",
    key("desk_id"),
    *texts("address", "name", "smtp_host"),
    *numbers("smtp_port"),
    *texts("smtp_tls", "smtp_username"),
    Column("smtp_password", LargeBinary, comment="sealed"),
    Column("smtp_oauth", JSONB(none_as_null=True), comment="token_url, client_id, scope"),
    Column("smtp_secrets", LargeBinary, comment="sealed: client_secret, refresh_token"),
    Column("imap", JSONB(none_as_null=True), comment="host, port, tls, username, folder"),
    Column("imap_password", LargeBinary, comment="sealed"),
    Column("imap_oauth", JSONB(none_as_null=True), comment="token_url, client_id, scope"),
    Column("imap_secrets", LargeBinary, comment="sealed: client_secret, refresh_token"),
    *flags("open_tickets"),
    *flags("reply_tokens", server_default="true", comment="whether mail to address+tag arrives, too"),
    *texts("history", server_default="none", comment="what a comment's mail quotes"),
    *flags("announced", server_default="false"),
    *numbers("version"),
)

OLD_BELOW = "mails with smaller uids lay there when these uids began to count"
folders = table(
    "folders",
    key("desk_id"),
    *texts("folder"),
    Column("uid_validity", BigInteger),
    Column(
        "last_uid", BigInteger, nullable=False, server_default="0", comment="all mails up to here are kept"
    ),
    Column("old_below", BigInteger, nullable=False, server_default="0", comment=OLD_BELOW),
    *numbers("behind", server_default="0", comment="mails not fetched yet when it was last looked at"),
    instant("since", nullable=False, comment="from when on mails are new to this desk"),
    instant("looked_at"),
    instant("failing_since"),
    instant("warned_at", comment="when it was last said that nobody could read it for long"),
    *texts("problem", server_default=""),
    instant("next_look_at", nullable=False),
    *numbers("failures", server_default="0"),
    Column("lease", Uuid),
    instant("leased_until"),
)

templates = table(
    "templates",
    key("desk_id"),
    key("kind", of=Text),
    key("language", of=Text, server_default="en", comment="one that we have words in, without its country"),
    *texts("subject", "body"),
    *numbers("version"),
)

mapper.map_imperatively(Mailbox, mailboxes)
mapper.map_imperatively(OwnTemplate, templates)
