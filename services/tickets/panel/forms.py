"""What the larger forms may bring."""

from typing import Annotated
from uuid import UUID

from pydantic import Field

from shared.addresses import OptionalAddress
from shared.contracts.parts import Priority
from shared.text import OptionalName, OptionalPhone
from shared.web import Form, Text

Word = Annotated[Text, Field(max_length=200)]


class NewTicket(Form):
    """A ticket as an agent writes it; the rules say what a title needs."""

    desk_id: UUID
    title: Annotated[Text, Field(max_length=2000)] = ""
    body: Annotated[Text, Field(max_length=200_000)] = ""
    priority: Priority = Priority.NORMAL
    category_id: UUID | None = None
    tags: Annotated[Text, Field(max_length=2000)] = ""
    requester_email: OptionalAddress = None
    requester_name: OptionalName = None
    requester_phone: OptionalPhone = None
    assignee: Word = ""


class RequesterForm(Form):
    """Whoever asked; a field left empty is taken away."""

    name: OptionalName = None
    email: OptionalAddress = None
    phone: OptionalPhone = None


class DeskForm(Form):
    """A desk's settings, all of them; the rules say what each may be."""

    name: Word = ""
    description: Annotated[Text, Field(max_length=2000)] = ""
    color: Word = "slate"
    language: Word = "en"
    time_zone: Word = "UTC"
    active: bool = False
    number_pattern: Word = ""
    category_ids: Annotated[list[UUID | None], Field(max_length=103)] = []
    category_names: Annotated[list[Word | None], Field(max_length=103)] = []
    category_colors: Annotated[list[Word | None], Field(max_length=103)] = []
    hold_seconds: int = 0
    reopen_days: int | None = None
    member_ids: Annotated[list[UUID], Field(max_length=1000)] = []
    group_ids: Annotated[list[UUID], Field(max_length=1000)] = []
    auto_assign: Word = "off"
