"""What a ticket is made of, and how its changes are kept for events and history."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal
from uuid import UUID

from shared.aggregate import Aggregate
from shared.contracts.event import Event
from shared.contracts.parts import Actor, Category, Channel, Priority, Requester, Status, TicketState
from shared.contracts.tickets import (
    LinkedTicketChanged,
    PublicLinkRenewed,
    TicketAssigned,
    TicketCreated,
    TicketPublicChanged,
)

ChangeKind = Literal[
    "created",
    "status",
    "priority",
    "assignee",
    "not_assigned",
    "brought_in",
    "sent_away",
    "title",
    "category",
    "tags",
    "requester",
    "attached",
    "snoozed",
    "woken",
    "linked_task",
    "unlinked_task",
    "task_done",
    "task_reopened",
    "delivery_failed",
    "hinted",
    "automatic",
    "public_link",
    "field",
    "merged",
    "merged_here",
    "unmerged",
    "unmerged_here",
    "desk",
    "split",
    "split_off",
    "taken_back",
    "follows",
    "followed_by",
]


DATED = ("assigned_in", "link_renewed_in")
"""What some events say besides: in which version something last changed that other events tell."""


@dataclass(frozen=True)
class Change:
    """One row of the timeline: who changed which field from what to what (JSON-able values)."""

    kind: ChangeKind
    field: str
    old: Any
    new: Any
    actor: Actor


@dataclass(eq=False, repr=False, kw_only=True)
class TicketFields(Aggregate):
    """The columns of a ticket.

    The unit of work calls `settle(now)` (one version more and `updated_at`, if anything changed), then
    `pull_changes()` for history, then `pull_events(now)`: so the events show the settled state.
    """

    id: UUID
    desk_id: UUID
    number: str
    title: str
    body: str = ""
    body_html: str = ""
    attachments: tuple[dict[str, Any], ...] = ()
    status: Status = Status.OPEN
    priority: Priority = Priority.NORMAL
    channel: Channel = Channel.PANEL
    category_id: UUID | None = None
    category_name: str | None = None
    category_color: str | None = None
    tags: tuple[str, ...] = ()
    requester_id: UUID | None = None
    requester_email: str | None = None
    requester_name: str | None = None
    requester_phone: str | None = None
    requester_external_id: str | None = None
    requester_client: dict[str, Any] = field(default_factory=dict)
    requester_verified: bool = False
    assignee_kind: str | None = None
    assignee_id: UUID | None = None
    assigned_in: int = 0
    link_renewed_in: int = 0
    snoozed_until: datetime | None = None
    snooze_id: UUID | None = None
    snooze_reason: str = ""
    snoozed_by: UUID | None = None
    keep_asleep_on_reply: bool = False
    tell_customer: bool = False
    undelivered: bool = False
    linked_tasks: int = 0
    created_at: datetime
    updated_at: datetime
    resolved_at: datetime | None = None
    search: str = ""  # only the version before writes words here
    field_values: dict[str, Any] = field(default_factory=dict)
    merged_into: UUID | None = None
    merged_first_into: UUID | None = None
    merged_at: datetime | None = None
    before_merge: dict[str, Any] | None = None
    merged_tickets: int = 0
    former_numbers: tuple[dict[str, Any], ...] = ()
    follows: dict[str, Any] | None = None
    followed_by: tuple[dict[str, Any], ...] = ()
    version: int = 0

    @property
    def category(self) -> Category | None:
        """The desk's category as it was when chosen."""
        if self.category_id is None:
            return None
        return Category(
            id=self.category_id, name=self.category_name or "", color=self.category_color or "slate"
        )

    @category.setter
    def category(self, category: Category | None) -> None:
        self.category_id = category.id if category else None
        self.category_name = category.name if category else None
        self.category_color = category.color if category else None

    @property
    def requester(self) -> Requester:
        """The outsider who asked."""
        names = Requester.model_fields
        return Requester.model_validate({name: getattr(self, f"requester_{name}") for name in names})

    @requester.setter
    def requester(self, requester: Requester) -> None:
        for name in Requester.model_fields:
            setattr(self, f"requester_{name}", getattr(requester, name))

    @property
    def public_state(self) -> TicketState:
        """All that outsiders may know of the ticket itself."""
        return TicketState.model_validate({name: getattr(self, name) for name in TicketState.model_fields})

    @property
    def named(self) -> dict[str, str]:
        """The ticket as another one's history names it."""
        return {"ticket_id": str(self.id), "number": self.number}

    def completing(self, event: type[Event]) -> dict[str, Any]:
        """All of them show the ticket; some say since when somebody is responsible, or the link is this one."""
        dated = {name: getattr(self, name) for name in DATED if name in event.model_fields}
        return {"ticket": self.public_state, **dated}

    def settled(self, now: datetime) -> None:
        if self.is_recorded(TicketAssigned):
            self.assigned_in = self.version
        if self.is_recorded(PublicLinkRenewed):
            self.link_renewed_in = self.version
        self.updated_at = now

    def remember(self, kind: ChangeKind, old: Any, new: Any, by: Actor, field: str = "") -> None:
        """Keep a row for the timeline; the ticket counts as changed."""
        self.__dict__.setdefault("_changes", []).append(Change(kind, field or kind, old, new, by))
        self.touch()

    def pull_changes(self) -> list[Change]:
        """Hand out, once, the rows for the timeline."""
        return self.__dict__.pop("_changes", [])

    def show_change(self, by: Actor) -> None:
        """Tell the outside, once per unit of work, that the public state is another one now."""
        if not self.is_recorded(TicketCreated, TicketPublicChanged):
            self.record(TicketPublicChanged, actor=by)
        if self.linked_tasks and not self.is_recorded(LinkedTicketChanged):
            self.record(LinkedTicketChanged, actor=by)
