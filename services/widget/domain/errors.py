"""What the widget refuses."""

from typing import Any
from uuid import UUID

from shared.errors import Conflict, Forbidden, HelpdeskError, Invalid, NotFound, Unauthorized


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


class LinkExpired(HelpdeskError):
    """The ticket was resolved so long ago that its desk shows it no more; `desk_id` is that desk's."""

    status = 410
    code = "link_expired"
    title = "This link has expired"

    def __init__(self, desk_id: UUID) -> None:
        super().__init__()
        self.desk_id = desk_id


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


class TicketRefused(Conflict):
    """The inquiry became no ticket, so nobody would read what is written to it."""

    code = "ticket_refused"
    title = "This message was not accepted, so nobody would read more of it. Please write anew"


class OriginRefused(Forbidden):
    """The desk has a list of websites, and the page that asks is on none of them."""

    code = "origin_refused"
    title = "This website may not send messages to this desk"


class TooManySecrets(Conflict):
    """So many secrets were made within a day that one of them would have to end before its time."""

    code = "too_many_secrets"
    title = "Too many secrets were made today: all of them are still good. Try again tomorrow"


class NotProven(Forbidden):
    """Neither a signature nor a code says who asks. Why is not told, so that nobody learns from it."""

    code = "not_proven"
    title = "It is not proven who you are"


class NoSession(Unauthorized):
    """One's own tickets are shown to a session only, and this one is over or was never there."""

    code = "no_session"
    title = "Prove first who you are"


class ProofNeeded(HelpdeskError):
    """So much comes in that inquiries must bring a proof of work; `challenge` is the puzzle, as JSON."""

    status = 428
    code = "proof_needed"
    title = "Solve the challenge and send this again with the solution as `proof`"

    def __init__(self, challenge: dict[str, Any]) -> None:
        super().__init__()
        self.members = {"challenge": challenge}


class NotInQuarantine(NotFound):
    """No such inquiry waits to be decided about: there never was one, or somebody has decided."""

    code = "not_in_quarantine"
    title = "Nobody has to decide about this any more"
