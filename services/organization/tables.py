"""The tables of people, groups and tasks, and how the aggregates lie in them."""

from typing import Any

from sqlalchemy import Boolean, Column, Index, Integer, MetaData, Table, Text, Uuid, func, text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import registry

from services.organization.domain.group import Group
from services.organization.domain.person import Person
from services.organization.domain.task import Task
from shared.tables import instant

metadata = MetaData()


def _ids(name: str) -> Column[Any]:
    return Column(name, ARRAY(Uuid, as_tuple=True), nullable=False)


people = Table(
    "people",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("name", Text, nullable=False),
    Column("email", Text, nullable=False),
    Column("role", Text, nullable=False),
    Column("active", Boolean, nullable=False),
    Column("time_zone", Text, nullable=False),
    Column("language", Text, nullable=False),
    Column("password_hash", Text, nullable=False, comment="empty = cannot sign in by password"),
    instant("tokens_valid_from"),
    _ids("revoked_tokens"),
    Column("version", Integer, nullable=False),
)
Index("people_email", func.lower(people.c.email), unique=True)
Index("people_by_name", func.lower(people.c.name), people.c.id)

groups = Table(
    "groups",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("name", Text, nullable=False),
    Column("description", Text, nullable=False),
    _ids("member_ids"),
    Column("active", Boolean, nullable=False),
    Column("version", Integer, nullable=False),
)
Index("groups_name", func.lower(groups.c.name), unique=True)

tasks = Table(
    "tasks",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("title", Text, nullable=False),
    Column("description", Text, nullable=False),
    Column("status", Text, nullable=False),
    Column("responsible", Text, nullable=False),
    Column("created_by", Uuid),
    Column("responsible_id", Uuid, comment="the one person or group of that name, if there is just one"),
    instant("created_at", nullable=False),
    instant("updated_at", nullable=False),
    Column("version", Integer, nullable=False),
)
Index("tasks_by_status", tasks.c.status, tasks.c.id)

api_tokens = Table(
    "api_tokens",
    metadata,
    Column("id", Uuid, primary_key=True, comment="the token's jti; the token itself is nowhere"),
    Column("person_id", Uuid, nullable=False),
    Column("name", Text, nullable=False),
    instant("created_at", nullable=False),
    instant("expires_at"),
    instant("revoked_at"),
    Column("parent_id", Uuid, comment="the API token it was made with, which it never outlives"),
    Index("api_tokens_of_person", "person_id", "id"),
    Index("api_tokens_of_parent", "parent_id", postgresql_where=text("parent_id IS NOT NULL")),
)

sign_in_attempts = Table(
    "sign_in_attempts",
    metadata,
    Column("subject", Text, primary_key=True, comment="an address, or the hash of an e-mail"),
    Column("attempts", Integer, nullable=False),
    instant("since", nullable=False),
    Index("sign_in_attempts_since", "since"),
)

linked_tickets = Table(
    "linked_tickets",
    metadata,
    Column("ticket_id", Uuid, primary_key=True),
    Column("number", Text, nullable=False),
    Column("desk_id", Uuid, nullable=False),
    Column("title", Text, nullable=False),
    Column("status", Text, nullable=False),
    Column("version", Integer, nullable=False),
)

known_tickets = Table(
    "known_tickets",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("desk_id", Uuid, nullable=False),
    Column("number", Text, nullable=False),
    Column("status", Text, nullable=False),
    Column("version", Integer, nullable=False),
)

task_links = Table(
    "task_links",
    metadata,
    Column("ticket_id", Uuid, primary_key=True),
    Column("task_id", Uuid, primary_key=True),
    Column(
        "linked", Boolean, nullable=False, comment="false remembers an untying that may overtake its tying"
    ),
    Column(
        "version", Integer, nullable=False, comment="of the ticket that said so; 0 = asked for, not heard of"
    ),
    instant("asked_at"),
    Index("task_links_of_task", "task_id", "ticket_id"),
)

known_desks = Table(
    "known_desks",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("name", Text, nullable=False),
    Column("color", Text, nullable=False),
    _ids("member_ids"),
    _ids("group_ids"),
    Column("version", Integer, nullable=False),
)

_mapper = registry(metadata=metadata)
_mapper.map_imperatively(Person, people)
_mapper.map_imperatively(Group, groups)
_mapper.map_imperatively(Task, tasks)
