"""From a visitor's form to an inquiry: fields checked, identity proven or marked as not."""

from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime
from uuid import UUID

from services.widget.desks import Desk
from services.widget.domain.errors import DeskTakesNoTickets, NoAttachmentsHere
from services.widget.domain.signature import verify
from services.widget.domain.submission import Submission
from services.widget.forms import SubmissionForm
from services.widget.use_cases.submitting import Inquiry
from shared.contracts.parts import Attachment, Requester

EMAIL_FIELDS = ("user_email", "client_email")
ClaimFiles = Callable[[Sequence[UUID]], Awaitable[tuple[Attachment, ...]]]


def inquiry_of(
    form: SubmissionForm, desk: Desk, now: datetime, key: str | None, attachments: tuple[Attachment, ...] = ()
) -> Inquiry:
    """What is to be stored; raises what the visitor must mend."""
    if not desk.state.active:
        raise DeskTakesNoTickets
    if attachments and not desk.attachments:
        raise NoAttachmentsHere
    checked = Submission(form.title, form.body, form.email, form.name, form.phone, form.client).checked()
    return Inquiry(
        desk_id=desk.id,
        title=checked.title,
        body=checked.body,
        requester=_requester(form, checked, desk, now),
        priority=form.priority,
        category_id=form.category_id,
        attachments=attachments,
        idempotency_key=key,
    )


def uploader(desk: Desk) -> str:
    """How drafts name the visitors of a desk; only who knows a draft's id can use it."""
    return f"desk:{desk.id}"


def _requester(form: SubmissionForm, checked: Submission, desk: Desk, now: datetime) -> Requester:
    signature = form.signature if desk.verification else None
    proof = verify(form.client, signature, form.signed_at, desk.signer, now)
    proven_addresses = {form.client.get(name, "").casefold() for name in EMAIL_FIELDS if proof.proves(name)}
    return Requester(
        email=checked.email,
        name=checked.name,
        phone=checked.phone,
        # An id nobody vouches for must not tie the ticket to that client.
        external_id=form.client.get("client_external_id") if proof.proves("client_external_id") else None,
        client=dict(checked.client),
        verified=checked.email.casefold() in proven_addresses,
    )
