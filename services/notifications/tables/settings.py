"""Desks' mailboxes with the folders that are read, and their templates."""

from sqlalchemy import BigInteger, Boolean, Column, Integer, LargeBinary, Table, Text, Uuid
from sqlalchemy.dialects.postgresql import JSONB

from services.notifications.domain.mailbox import Mailbox
from services.notifications.domain.own_template import OwnTemplate
from services.notifications.tables.base import mapper, metadata
from shared.tables import instant

mailboxes = Table(
    "mailboxes",
    metadata,
    Column("desk_id", Uuid, primary_key=True),
    Column("address", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("smtp_host", Text, nullable=False),
    Column("smtp_port", Integer, nullable=False),
    Column("smtp_tls", Text, nullable=False),
    Column("smtp_username", Text, nullable=False),
    Column("smtp_password", LargeBinary, comment="sealed"),
    Column("imap", JSONB(none_as_null=True), comment="host, port, tls, username, folder"),
    Column("imap_password", LargeBinary, comment="sealed"),
    Column("open_tickets", Boolean, nullable=False),
    Column(
        "reply_tokens",
        Boolean,
        nullable=False,
        server_default="true",
        comment="whether mail to address+tag arrives, too",
    ),
    Column("announced", Boolean, nullable=False, server_default="false"),
    Column("version", Integer, nullable=False),
)

folders = Table(
    "folders",
    metadata,
    Column("desk_id", Uuid, primary_key=True),
    Column("folder", Text, nullable=False),
    Column("uid_validity", BigInteger),
    Column(
        "last_uid", BigInteger, nullable=False, server_default="0", comment="all mails up to here are kept"
    ),
    Column(
        "old_below",
        BigInteger,
        nullable=False,
        server_default="0",
        comment="mails with smaller uids lay there when these uids began to count",
    ),
    Column(
        "behind",
        Integer,
        nullable=False,
        server_default="0",
        comment="mails not fetched yet when it was last looked at",
    ),
    instant("since", nullable=False, comment="from when on mails are new to this desk"),
    instant("looked_at"),
    instant("failing_since"),
    Column("problem", Text, nullable=False, server_default=""),
    instant("next_look_at", nullable=False),
    Column("failures", Integer, nullable=False, server_default="0"),
    Column("lease", Uuid),
    instant("leased_until"),
)

templates = Table(
    "templates",
    metadata,
    Column("desk_id", Uuid, primary_key=True),
    Column("kind", Text, primary_key=True),
    Column("subject", Text, nullable=False),
    Column("body", Text, nullable=False),
    Column("version", Integer, nullable=False),
)

mapper.map_imperatively(Mailbox, mailboxes)
mapper.map_imperatively(OwnTemplate, templates)
