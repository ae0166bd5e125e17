"""What the widget refuses."""

from shared.errors import Conflict, Forbidden, Invalid, NotFound


class SubmissionRefused(Invalid):
    """Fields of a visitor's form are malformed; all of them are named at once."""

    code = "invalid"
    title = "Some fields need another look"


class TitleRequired(SubmissionRefused):
    """No title, no ticket."""

    code = "title_required"
    title = "A title is required"


class NoSuchDesk(NotFound):
    """No desk has this token or id."""

    code = "desk_not_found"
    title = "No such desk"


class NoSuchTicket(NotFound):
    """No ticket is behind this address; it may have been revoked."""

    code = "ticket_not_found"
    title = "No such ticket"


class DeskTakesNoTickets(Conflict):
    """The desk is switched off."""

    code = "desk_inactive"
    title = "This desk takes no new tickets"


class NoAttachmentsHere(Forbidden):
    """The desk takes no files from customers."""

    code = "attachments_off"
    title = "This desk takes no files"


class KeyReused(Invalid):
    """The idempotency key was used before, for something else."""

    code = "idempotency_key_reused"
    title = "Idempotency key used for another request"
