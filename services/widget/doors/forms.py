"""What visitors and agents may send."""

from typing import Annotated, Any
from uuid import UUID

from pydantic import BeforeValidator, Field

from services.widget.domain.own_fields import MAX_GIVEN, MAX_KEY
from services.widget.domain.signature import IDENTITY_FIELDS
from services.widget.domain.submission import MAX_BODY, MAX_LINE, MAX_TITLE, Submission
from services.widget.doors.origins import Origin
from services.widget.intake.inquiries import Asked
from services.widget.intake.proofs import LONGEST as LONGEST_PROOF
from services.widget.use_cases.proving import Signed
from shared.addresses import Address
from shared.contracts.parts import Priority
from shared.files import TypedWords
from shared.text import none_if_blank
from shared.web import Form, Text

Line = Annotated[Text, Field(max_length=MAX_LINE)]
TRAP = "Leave it empty. People do not see it; who fills it in is a program that fills in everything"
PROOF = "The solution of a challenge, after an answer 428; `none` where it cannot be made"
FIELDS = "Values of the desk's own fields by their keys; what the desk does not ask for is kept as a line of the body"
FieldKey = Annotated[Text, Field(max_length=MAX_KEY)]
FieldGiven = bool | int | float | Annotated[Text, Field(max_length=MAX_BODY)] | None
FileIds = Annotated[tuple[UUID, ...], Field(max_length=10)]


class SubmissionForm(Form):
    """A visitor's inquiry. `client` holds what the host's site says of the visitor."""

    title: Annotated[Text, Field(max_length=MAX_TITLE)]
    body: Annotated[Text, Field(max_length=MAX_BODY)] = ""
    email: Annotated[Text, Field(max_length=254)]
    name: Line | None = None
    phone: Line | None = None
    priority: Priority = Priority.NORMAL
    category_id: Annotated[UUID | None, BeforeValidator(none_if_blank)] = None
    client: dict[str, str] = Field(default={}, max_length=30)
    signature: Line | None = None
    signed_at: Line | None = None
    attachment_ids: FileIds = ()
    website: Annotated[Text, Field(max_length=MAX_BODY, description=TRAP)] = ""
    proof: Annotated[str | None, Field(max_length=LONGEST_PROOF, description=PROOF)] = None
    fields: Annotated[dict[FieldKey, FieldGiven], Field(max_length=MAX_GIVEN, description=FIELDS)] = {}

    def asked(self) -> Asked:
        """The same in the words of the use case."""
        submission = Submission(self.title, self.body, self.email, self.name, self.phone, self.client)
        beside = (self.priority, self.category_id, self.signature, self.signed_at, self.attachment_ids)
        beside = (*beside, self.website, self.proof, self.fields)
        return Asked(submission, *beside)


class SignedForm(Form):
    """Who sits before a website's page, as the website says and signs."""

    client_external_id: Line | None = None
    client_email: Line | None = None
    client_name: Line | None = None
    client_url: Line | None = None
    client_plan: Line | None = None
    user_external_id: Line | None = None
    user_email: Line | None = None
    user_name: Line | None = None
    user_phone: Line | None = None
    signature: Line | None = None
    signed_at: Line | None = None

    def said(self) -> Signed:
        """The same in the words of the use case."""
        return Signed(self.model_dump(include=set(IDENTITY_FIELDS)), self.signature, self.signed_at)


class CodeWish(Form):
    """Somebody asks for a code."""

    email: Address


class CodeForm(Form):
    """A code from a mail, with the address that it came to."""

    email: Address
    code: Line


class ReadForm(Form):
    """A customer has looked at an answer."""

    comment_id: UUID


class CommentForm(Form):
    """A customer's comment."""

    body: Annotated[Text, Field(max_length=MAX_BODY)] = ""
    attachment_ids: FileIds = ()

    def words(self) -> TypedWords:
        """The same in the words of the use case."""
        return TypedWords(self.body, self.attachment_ids)


class WidgetSettingsForm(Form):
    """A desk's widget settings; a field that is not named stays."""

    verification: bool | None = None
    allowed_origins: Annotated[list[Origin], Field(max_length=100)] | None = None
    attachments: bool | None = None
    max_file_bytes: Annotated[int, Field(ge=1024, le=100 * 1024 * 1024)] | None = None
    help_content: Annotated[Text, Field(max_length=5000)] | None = None
    max_age_of_signature: Annotated[int, Field(ge=60, le=30 * 24 * 3600)] | None = None
    link_days: Annotated[int, Field(ge=0, le=3650)] | None = None

    def changes(self) -> dict[str, Any]:
        """What is to be set, fit for the table."""
        given = {name: getattr(self, name) for name in self.model_fields_set}
        return {name: value for name, value in given.items() if value is not None}
