"""From a visitor's form to an inquiry: fields checked, identity proven or marked as not, the desk asked last."""

from datetime import datetime

from services.widget.desks import Desk
from services.widget.domain.errors import DeskTakesNoTickets, NoAttachmentsHere
from services.widget.domain.signature import verify
from services.widget.domain.submission import Submission
from services.widget.forms import SubmissionForm
from services.widget.keys import bound_key
from services.widget.use_cases.submitting import Inquiry
from shared.addresses import person_key
from shared.contracts.parts import Requester
from shared.errors import HelpdeskError

EMAIL_FIELDS = ("user_email", "client_email")


def inquiry_of(form: SubmissionForm, desk: Desk, now: datetime, key: str | None, network: str) -> Inquiry:
    """What is to be stored, without its files; raises what the visitor must mend in their words.

    Whether the desk takes it is another question (`objection_to`): what it took before, it answers again.
    """
    checked = Submission(form.title, form.body, form.email, form.name, form.phone, form.client).checked()
    return Inquiry(
        desk_id=desk.id,
        title=checked.title,
        body=checked.body,
        requester=_requester(form, checked, desk, now),
        priority=form.priority,
        category_id=form.category_id,
        idempotency_key=bound_key(key, network, checked.email) if key else None,
    )


def objection_to(form: SubmissionForm, desk: Desk) -> HelpdeskError | None:
    """What keeps the desk, as it is now, from taking this inquiry if it is a new one."""
    if not desk.state.active:
        return DeskTakesNoTickets()
    return NoAttachmentsHere() if form.attachment_ids and not desk.attachments else None


def check_open(desk: Desk) -> None:
    """Raise DeskTakesNoTickets for a desk that is switched off: it takes no files either."""
    if not desk.state.active:
        raise DeskTakesNoTickets


def _requester(form: SubmissionForm, checked: Submission, desk: Desk, now: datetime) -> Requester:
    signature = form.signature if desk.verification else None
    proof = verify(form.client, signature, form.signed_at, desk.signer, now)
    proven = {person_key(form.client[name]) for name in EMAIL_FIELDS if proof.proves(name)}
    return Requester(
        email=checked.email,
        name=checked.name,
        phone=checked.phone,
        # An id nobody vouches for must not tie the ticket to that client.
        external_id=form.client.get("client_external_id") if proof.proves("client_external_id") else None,
        client=dict(checked.client),
        verified=bool(proven) and person_key(checked.email) in proven,
    )
