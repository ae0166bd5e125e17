"""From what a visitor typed to an inquiry: fields checked, identity proven or marked as not, the desk asked last."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from services.widget.domain.errors import NoAttachmentsHere, SubmissionRefused
from services.widget.domain.own_fields import read_given
from services.widget.domain.signature import EMAIL_FIELDS, verify
from services.widget.domain.submission import Submission
from services.widget.intake.inquiry import Inquiry
from services.widget.intake.keys import bound_key
from services.widget.queries.desks import WidgetDesk
from shared.addresses import person_key
from shared.contracts.parts import Priority, Requester
from shared.errors import DeskInactive, HelpdeskError


@dataclass(frozen=True, slots=True)
class Asked:
    """An inquiry as typed, with what was said beside it; `file_ids` are drafts.

    `trap` is what stands in the field that people do not see, `proof` the solution of a puzzle.
    """

    submission: Submission
    priority: Priority = Priority.NORMAL
    category_id: UUID | None = None
    signature: str | None = None
    signed_at: str | None = None
    file_ids: tuple[UUID, ...] = ()
    trap: str = ""
    proof: str | None = None
    fields: Mapping[str, Any] = field(default_factory=dict)
    """What was given for the fields of the desk's own, by their keys."""


def inquiry_of(asked: Asked, desk: WidgetDesk, now: datetime, key: str | None, network: str) -> Inquiry:
    """What is to be stored, without its files; raises what the visitor must mend in their words.

    Whether the desk takes it is another question (`objection_to`): what it took before, it answers again.
    """
    given = read_given(desk.fields, asked.fields)
    checked = asked.submission.checked(given.errors)
    return Inquiry(
        desk_id=desk.id,
        title=checked.title,
        body=checked.body,
        requester=_requester(asked, checked, desk, now),
        priority=asked.priority,
        category_id=asked.category_id,
        fields=given.fields,
        left_over=given.lines,
        given=asked.fields,
        idempotency_key=bound_key(key, network, checked.email) if key else None,
    )


def objection_to(asked: Asked, desk: WidgetDesk) -> HelpdeskError | None:
    """What keeps the desk, as it is now, from taking this inquiry if it is a new one."""
    if not desk.state.active:
        return DeskInactive()
    if wrong := read_given(desk.fields, asked.fields).errors:
        return SubmissionRefused(SubmissionRefused.title, list(wrong))
    return NoAttachmentsHere() if asked.file_ids and not desk.attachments else None


def check_open(desk: WidgetDesk) -> None:
    """Raise DeskInactive for a desk that is switched off: it takes no files either."""
    if not desk.state.active:
        raise DeskInactive


def check_files(desk: WidgetDesk) -> None:
    """Raise what keeps a desk from taking files: before their bytes are read."""
    check_open(desk)
    if not desk.attachments:
        raise NoAttachmentsHere


def _requester(asked: Asked, checked: Submission, desk: WidgetDesk, now: datetime) -> Requester:
    said = asked.submission.client
    signature = asked.signature if desk.verification else None
    proof = verify(said, signature, asked.signed_at, desk.signer, now)
    proven = {person_key(said[name]) for name in EMAIL_FIELDS if proof.proves(name)}
    return Requester(
        email=checked.email,
        name=checked.name,
        phone=checked.phone,
        # An id nobody vouches for must not tie the ticket to that client.
        external_id=said.get("client_external_id") if proof.proves("client_external_id") else None,
        client=dict(checked.client),
        verified=bool(proven) and person_key(checked.email) in proven,
    )
