"""The tables of people, groups and tasks, and how the aggregates lie in them."""

from typing import Any

from sqlalchemy import Column, Index, MetaData, Text, Uuid, func, text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import registry

from services.organization.domain.group import Group
from services.organization.domain.person import Person
from services.organization.domain.task import Task
from shared.columns import binary, documents, flags, ids, instant, key, numbers, tables_in, texts
from shared.tables import Several

metadata = MetaData()
table = tables_in(metadata)

RETIRED = frozenset({"task_links.asked_at"})
"""What only the version before reads and writes. The next version drops it."""


def _ids(name: str) -> Column[Any]:
    return Column(name, ARRAY(Uuid, as_tuple=True), nullable=False)


people = table(
    "people",
    key(),
    *texts("name", "email", "role"),
    *flags("active"),
    *texts("time_zone", "language"),
    *texts("password_hash", comment="empty = cannot sign in by password"),
    instant("tokens_valid_from"),
    _ids("revoked_tokens"),
    *documents("work_hours", server_default="{}", comment="by weekday; none: always"),
    Column(
        "leave", Several(), nullable=False, server_default=text("'[]'"), comment="first and last days off"
    ),
    *numbers("version"),
)

Index("people_email", func.lower(people.c.email), unique=True)
Index("people_by_name", func.lower(people.c.name), people.c.id)

groups = table(
    "groups",
    key(),
    *texts("name", "description"),
    _ids("member_ids"),
    *flags("active"),
    *numbers("version"),
)
Index("groups_name", func.lower(groups.c.name), unique=True)

tasks = table(
    "tasks",
    key(),
    *texts("title", "description", "status", "responsible"),
    Column("created_by", Uuid),
    Column("responsible_id", Uuid, comment="the one person or group of that name, if there is just one"),
    instant("created_at", nullable=False),
    instant("updated_at", nullable=False),
    *numbers("version"),
)
Index("tasks_by_status", tasks.c.status, tasks.c.id)

api_tokens = table(
    "api_tokens",
    key("id", comment="the token's jti; the token itself is nowhere"),
    *ids("person_id"),
    *texts("name"),
    instant("created_at", nullable=False),
    instant("expires_at"),
    instant("revoked_at"),
    Column("parent_id", Uuid, comment="the API token it was made with, which it never outlives"),
    Index("api_tokens_of_person", "person_id", "id"),
    Index("api_tokens_of_parent", "parent_id", postgresql_where=text("parent_id IS NOT NULL")),
)

one_time_links = table(
    "one_time_links",
    key("person_id"),
    key("kind", of=Text, comment="password_reset or invitation; a newer link takes the place of the older"),
    *binary("token_hash", comment="of the token, which only the mail has"),
    instant("good_until", nullable=False),
    Index("one_time_links_by_token", "token_hash", unique=True),
)

sign_in_attempts = table(
    "sign_in_attempts",
    key("subject", of=Text, comment="an address, or the hash of an e-mail"),
    *numbers("attempts"),
    instant("since", nullable=False),
    Index("sign_in_attempts_since", "since"),
)

linked_tickets = table(
    "linked_tickets",
    key("ticket_id"),
    *texts("number"),
    *ids("desk_id"),
    *texts("title", "status"),
    *numbers("version"),
)

known_tickets = table(
    "known_tickets",
    key(),
    *ids("desk_id"),
    *texts("number", "status"),
    *numbers("version"),
)

task_links = table(
    "task_links",
    key("ticket_id"),
    key("task_id"),
    *flags("linked", comment="false remembers an untying that may overtake its tying"),
    *numbers("version", comment="of the ticket that said so"),
    Index("task_links_of_task", "task_id", "ticket_id"),
)

asked_links = table(
    "asked_links",
    key("ticket_id"),
    key("task_id"),
    *numbers(
        "after", comment="the version of the link that was last heard of when it was asked for; 0 = none"
    ),
    instant("asked_at", nullable=False),
    Index("asked_links_of_task", "task_id", "ticket_id"),
)

known_desks = table(
    "known_desks",
    key(),
    *texts("name", "color"),
    _ids("member_ids"),
    _ids("group_ids"),
    *numbers("version"),
)

_mapper = registry(metadata=metadata)
_mapper.map_imperatively(Person, people)
_mapper.map_imperatively(Group, groups)
_mapper.map_imperatively(Task, tasks)
