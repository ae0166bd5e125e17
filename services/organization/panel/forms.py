"""What the pages' forms may bring."""

from typing import Annotated, Any
from uuid import UUID

from pydantic import ConfigDict, Field, StringConstraints

from services.organization.domain.roles import Role
from services.organization.domain.task_status import TaskStatus
from services.organization.panel.working_time import typed_hours, typed_leave
from services.organization.passwords import LONGEST, SHORTEST
from shared.web import Form, Text

Email = Annotated[Text, StringConstraints(strip_whitespace=True, min_length=1, max_length=320)]
Password = Annotated[Text, StringConstraints(min_length=1, max_length=LONGEST)]


TIMES = (("work_hours", typed_hours), ("leave", typed_leave))


class WithPassword(Form):
    """Texts as they were typed: a space at the end of a password is a part of it."""

    model_config = ConfigDict(str_strip_whitespace=False)


class SignIn(WithPassword):
    """Who wants to come in."""

    email: Email
    password: Password


class ForgotPassword(Form):
    """Who wants a link to a new password."""

    email: Email


class ChoosePassword(WithPassword):
    """The password that is chosen by a link; how long it must be is the rule's to say."""

    password: Password


class AddPerson(WithPassword):
    """Somebody who joins."""

    name: Text
    email: Text
    role: Role = "agent"
    password: Annotated[Password, Field(min_length=SHORTEST)]


class AddGroup(Form):
    """A group that is made."""

    name: Text
    description: Text = ""
    member_ids: Annotated[tuple[UUID, ...], Field(max_length=1000)] = ()


class EditGroup(AddGroup):
    """A group that changes."""

    active: bool


class EditProfile(Form):
    """What people change of themselves."""

    name: Text
    time_zone: Text
    language: Text
    work_hours: Annotated[Text, Field(max_length=2000)] | None = None
    leave: Annotated[Text, Field(max_length=4000)] | None = None

    def facts(self) -> dict[str, Any]:
        """What is to be set; hours and leave as they are kept, where the form had them."""
        times = {name: read(text) for name, read in TIMES if (text := getattr(self, name)) is not None}
        return self.model_dump(exclude={"work_hours", "leave"}) | times


class EditPerson(EditProfile):
    """What administrators change of others."""

    email: Text
    role: Role
    active: bool


class SetPassword(WithPassword):
    """A new password."""

    password: Annotated[Password, Field(min_length=SHORTEST)]
    old_password: Annotated[Text, StringConstraints(max_length=LONGEST)] = ""


class AddToken(Form):
    """A token that is made; without days it is good until it is revoked."""

    name: Text
    days: Annotated[int, Field(ge=1, le=3650)] | None = None


class SetActive(Form):
    """Whether somebody may come in."""

    active: bool


class AddTask(Form):
    """A task that is made."""

    title: Text
    description: Text = ""
    responsible: Text = ""


class SetStatus(Form):
    """How far a task is."""

    status: TaskStatus


class ChooseTask(Form):
    """One of the tasks there are."""

    task_id: UUID
