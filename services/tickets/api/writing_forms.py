"""What may come in about canned replies, drafts and presence."""

from typing import Annotated, Literal

from pydantic import Field

from services.tickets.api.forms import AssigneeForm, Body, FileIds, Name, Word
from shared.contracts.parts import Priority, Status
from shared.web import Form, Text

Tags = Annotated[list[Word], Field(max_length=30)]
Template = Annotated[Text, Field(max_length=20_000)]


class CannedReplySettingsForm(Form):
    """What a canned reply says, and what becomes of the ticket; what is not named stays, or is not there."""

    body: Template = ""
    then: Literal["wait", "resolve"] | None = None
    status: Status | None = None
    priority: Priority | None = None
    add_tags: Tags = []
    remove_tags: Tags = []
    assignee: AssigneeForm | None = None


class CannedReplyForm(CannedReplySettingsForm):
    """Changes of a canned reply; null takes away."""

    name: Name | None = None


class NewCannedReplyForm(CannedReplySettingsForm):
    """A new canned reply: words with variables such as `{{requester_name}}`, and what becomes of the ticket."""

    name: Name


class RunForm(Form):
    """Other words than the reply's own, files beside them, and the version of the reply that was looked at."""

    body: Body | None = None
    attachment_ids: FileIds = []
    reply_version: Annotated[int, Field(ge=1)] | None = None


class DraftForm(Form):
    """What was begun so far."""

    body: Body = ""
    attachment_ids: FileIds = []


class PresenceForm(Form):
    """What somebody does on a ticket."""

    state: Literal["reading", "writing"]
