"""What may come in through the JSON door."""

from datetime import date
from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field

from services.tickets.domain.desk_settings import LONGEST_HOLD, LONGEST_WINDOW
from services.tickets.domain.text import MAX_TITLE
from shared.addresses import OptionalAddress
from shared.contracts.custom_fields import FieldKind
from shared.contracts.parts import Priority, Status
from shared.instants import Instant
from shared.text import OptionalName, OptionalPhone
from shared.web import Form, Text

Title = Annotated[Text, Field(min_length=1, max_length=MAX_TITLE)]
Body = Annotated[Text, Field(max_length=200_000)]
Word = Annotated[Text, Field(max_length=200)]
Name = Annotated[Text, Field(min_length=1, max_length=100)]
FileIds = Annotated[list[UUID], Field(max_length=10)]
Given = bool | int | float | Annotated[Text, Field(max_length=20_000)] | None
FieldValues = Annotated[dict[Annotated[Text, Field(max_length=100)], Given], Field(max_length=100)]
"""What the desk's own fields hold, by their keys; null or empty text takes a value away."""


class RequesterForm(Form):
    """Whoever asked, as far as known."""

    email: OptionalAddress = None
    name: OptionalName = None
    phone: OptionalPhone = None


class AssigneeForm(Form):
    """One agent or one group."""

    kind: Literal["agent", "group"]
    id: UUID


class TicketForm(Form):
    """A new ticket."""

    desk_id: UUID
    title: Title
    body: Body = ""
    priority: Priority = Priority.NORMAL
    category_id: UUID | None = None
    tags: Annotated[list[Word], Field(max_length=30)] = []
    requester: RequesterForm = RequesterForm()
    assignee: AssigneeForm | None = None
    attachment_ids: FileIds = []
    fields: FieldValues = {}


class TicketEdit(Form):
    """Corrections; a field that is not named stays."""

    title: Title | None = None
    priority: Priority | None = None
    category_id: UUID | None = None
    tags: Annotated[list[Word], Field(max_length=30)] | None = None
    requester: RequesterForm | None = None
    fields: FieldValues | None = None


class StatusForm(Form):
    """The status to go to."""

    status: Status


class LinkForm(Form):
    """Whether a public link leads to the ticket."""

    active: bool


class SnoozeForm(Form):
    """Until an instant, until the desk's start of a day, or until what `text` says, such as "thu 9am"."""

    until: Instant | date | None = None
    text: Word = ""
    reason: Word = ""
    keep_asleep_on_reply: bool = False


class WordsForm(Form):
    """What is written on a ticket."""

    body: Body = ""
    attachment_ids: FileIds = []


class NoteForm(WordsForm):
    """An internal note; the people of `mention_ids` are told, and may see the ticket from then on."""

    mention_ids: Annotated[list[UUID], Field(max_length=50)] = []


class CommentForm(WordsForm):
    """A public comment; `then` says what the ticket is to do next, `send_at` when both are to happen."""

    then: Literal["wait", "resolve"] | None = None
    send_at: Instant | None = None


class AttachForm(Form):
    """Files for the ticket itself."""

    attachment_ids: Annotated[list[UUID], Field(min_length=1, max_length=10)]


class DeskOfTicketForm(Form):
    """The desk to go to."""

    desk_id: UUID


class MergeForm(Form):
    """The ticket that whoever asks for this one is to be led to."""

    into: UUID


class SplitForm(Form):
    """Public comments that become a ticket of their own."""

    comment_ids: Annotated[list[UUID], Field(min_length=1, max_length=50)]
    title: Title


class ChangeForm(Form):
    """What is to become of many tickets; what is not named stays. `assignee` and `snooze` may be null: nobody, awake."""

    status: Status | None = None
    priority: Priority | None = None
    assignee: AssigneeForm | None = None
    category_id: UUID | None = None
    add_tags: Annotated[list[Word], Field(max_length=30)] | None = None
    remove_tags: Annotated[list[Word], Field(max_length=30)] | None = None
    snooze: SnoozeForm | None = None
    desk_id: UUID | None = None


class BulkForm(Form):
    """Many tickets and one change. With `preview` it is only said what would become of each."""

    ids: Annotated[list[UUID], Field(min_length=1, max_length=200)]
    change: ChangeForm
    preview: bool = False


class UndoForm(Form):
    """What a bulk change answered for taking it back."""

    undo: UUID


class CategoryForm(Form):
    """A category of a desk; without an id it is a new one."""

    id: UUID | None = None
    name: Annotated[Text, Field(min_length=1, max_length=100)]
    color: Word = "slate"


class DeskSettingsForm(Form):
    """A desk's settings; a field that is not named stays, or has its default."""

    description: Annotated[Text, Field(max_length=2000)] | None = None
    color: Word | None = None
    language: Word | None = None
    time_zone: Word | None = None
    active: bool | None = None
    number_pattern: Annotated[Text, Field(max_length=60)] | None = None
    categories: Annotated[list[CategoryForm], Field(max_length=100)] | None = None
    member_ids: Annotated[list[UUID], Field(max_length=1000)] | None = None
    group_ids: Annotated[list[UUID], Field(max_length=1000)] | None = None
    auto_assign: Word | None = None
    hold_seconds: Annotated[int, Field(ge=0, le=LONGEST_HOLD)] | None = None
    reopen_days: Annotated[int, Field(ge=0, le=LONGEST_WINDOW)] | None = None


class DeskForm(DeskSettingsForm):
    """Changes of a desk."""

    name: Annotated[Text, Field(min_length=1, max_length=100)] | None = None


class NewDeskForm(DeskSettingsForm):
    """A new desk."""

    name: Annotated[Text, Field(min_length=1, max_length=100)]


class FieldSettingsForm(Form):
    """What can be set on a desk's own field; what is not named stays, or is off. `position` counts from 0."""

    choices: Annotated[list[Word], Field(max_length=100)] | None = None
    required: bool | None = None
    in_widget: bool | None = None
    position: Annotated[int, Field(ge=0, le=100)] | None = None


class FieldForm(FieldSettingsForm):
    """Changes of a field. Key and kind stay what they are."""

    key: Word | None = None
    name: Name | None = None
    kind: FieldKind | None = None


class NewFieldForm(FieldSettingsForm):
    """A new field; the last one, unless its position is named."""

    key: Word
    name: Name
    kind: FieldKind
