"""Values that several events carry."""

from datetime import date, datetime
from enum import StrEnum
from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import Field, StringConstraints, ValidationInfo, field_serializer, field_validator

from shared.contracts.custom_fields import CustomField
from shared.contracts.event import Part
from shared.contracts.permissions import permissions_of
from shared.contracts.tomorrow import LONGEST, kept

PermissionName = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_.]*$", max_length=LONGEST)]


class Status(StrEnum):
    """The four states of a ticket; snooze is not one of them."""

    OPEN = "open"
    IN_PROGRESS = "in_progress"
    WAITING = "waiting"
    RESOLVED = "resolved"


class Priority(StrEnum):
    """The four urgencies of a ticket."""

    LOW = "low"
    NORMAL = "normal"
    HIGH = "high"
    URGENT = "urgent"


class Channel(StrEnum):
    """Where a ticket began."""

    PANEL = "panel"
    EMAIL = "email"
    WIDGET = "widget"
    API = "api"


class Actor(Part):
    """Who did it. `id` is empty for the system and for requesters known only by address."""

    kind: Annotated[Literal["agent", "requester", "system"], kept()]
    id: UUID | None = None
    name: str = ""


SYSTEM = Actor(kind="system", name="Helpdesk")


class Requester(Part):
    """The outsider who asked. `verified` says that a signature or a mail reply proved the address."""

    id: UUID | None = None
    email: str | None = None
    name: str | None = None
    phone: str | None = None
    external_id: str | None = None
    client: dict[str, Any] = {}
    verified: bool = False


PALETTE = ("petrol", "brick", "plum", "slate", "moss", "cobalt", "ochre", "rose")
"""The colours that desks and categories have by name; style sheets and mails know each of them."""


class Category(Part):
    """A desk's label for a kind of inquiry; `color` is a token of the palette or a hex value."""

    id: UUID
    name: str
    color: str = "slate"


class Attachment(Part):
    """A stored file; `object_key` is random, `name` is only shown. `size` in bytes."""

    id: UUID
    object_key: str
    name: str
    size: int
    content_type: str


class AssigneeState(Part):
    """Who is responsible for a ticket: one agent, or one group. For the team alone."""

    kind: Annotated[Literal["agent", "group"], kept()]
    id: UUID


class FormerNumber(Part):
    """A desk that a ticket was on before, and the number it had there, which goes on leading to it."""

    desk_id: UUID
    number: str


class NextTicket(Part):
    """A ticket that goes on where another one ended, or the other one. `through` is what its requester wrote on, where that
    is a ticket merged into the one that ended: its requester may be another person.
    """

    id: UUID
    number: str
    through: UUID | None = None


class TicketState(Part):
    """A ticket's whole public state. Readers replace their copy when `version` is newer.

    `merged_into` is the ticket that all who ask for this one are led to, however many merges it took. `follows` is one that was
    over when its requester answered, who therefore got this one; that one tells it by `followed_by`.
    """

    id: UUID
    desk_id: UUID
    number: str
    title: str
    status: Annotated[Status, kept(Status)]
    priority: Annotated[Priority, kept(Priority)]
    category: Category | None = None
    requester: Requester
    created_at: datetime
    resolved_at: datetime | None = None
    merged_into: UUID | None = None
    merged_at: datetime | None = None
    former_numbers: tuple[FormerNumber, ...] = ()
    follows: NextTicket | None = None
    followed_by: tuple[NextTicket, ...] = ()
    version: int


class DeskState(Part):
    """A desk as its neighbours need it."""

    id: UUID
    name: str
    description: str = ""
    color: str = "slate"
    language: str = "en"
    time_zone: str = "UTC"
    active: bool = True
    number_pattern: str
    categories: tuple[Category, ...] = ()
    member_ids: tuple[UUID, ...] = ()
    group_ids: tuple[UUID, ...] = ()
    fields: tuple[CustomField, ...] = ()
    version: int


Spans = tuple[tuple[str, str], ...]
"""From when until when somebody works on a day, `("09:00", "17:00")`, in order; "24:00" is the end of the day."""


class WorkHours(Part):
    """When somebody works, in their own time zone, day by day. No hours on any day: nothing is said of when."""

    mon: Spans = ()
    tue: Spans = ()
    wed: Spans = ()
    thu: Spans = ()
    fri: Spans = ()
    sat: Spans = ()
    sun: Spans = ()


class Leave(Part):
    """Days off, the first and the last included, in the person's own time zone."""

    first: date
    last: date


class PersonState(Part):
    """Someone who can sign in. Tokens issued before `tokens_valid_from` or listed are refused.

    `permissions` is what they may do: of a writer who says nothing of it, what the role brings.
    """

    id: UUID
    name: str
    email: str
    role: Annotated[Literal["owner", "admin", "agent", "guest"], kept()]
    permissions: frozenset[PermissionName] = Field(default=frozenset(), validate_default=True)
    active: bool = True
    tokens_valid_from: datetime | None = None
    revoked_tokens: tuple[UUID, ...] = ()
    time_zone: str = "UTC"
    language: str = "en"
    work_hours: WorkHours = WorkHours()
    leave: tuple[Leave, ...] = ()
    version: int

    @field_validator("permissions")
    @classmethod
    def _brought_by_role(cls, told: frozenset[str], info: ValidationInfo) -> frozenset[str]:
        return permissions_of(info.data.get("role", ""), told)

    @field_serializer("permissions")
    def _in_order(self, permissions: frozenset[str]) -> list[str]:
        return sorted(permissions)


class GroupState(Part):
    """Several people that a ticket can be assigned to together."""

    id: UUID
    name: str
    member_ids: tuple[UUID, ...] = ()
    active: bool = True
    version: int


class TaskState(Part):
    """A task of the Organization module as a linked ticket shows it."""

    id: UUID
    title: str
    status: Annotated[Literal["todo", "in_progress", "done"], kept()]
    responsible: str = ""
    version: int
