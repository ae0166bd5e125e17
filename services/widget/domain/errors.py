"""What the widget refuses."""

from typing import Any
from uuid import UUID

from shared.errors import Conflict, Forbidden, HelpdeskError, Invalid, NotFound, Unauthorized


class SubmissionRefused(Invalid, code="invalid", title="Some fields need another look"):
    """Fields of a visitor's form are malformed; all of them are named at once."""


class TitleRequired(SubmissionRefused, code="title_required", title="A title is required"):
    """No title, no ticket."""


class NoSuchDesk(NotFound, code="desk_not_found", title="No such desk"):
    """No desk has this token or id."""


class NoSuchTicket(NotFound, code="ticket_not_found", title="No such ticket"):
    """No ticket is behind this address; it may have been revoked."""


class LinkExpired(HelpdeskError, status=410, code="link_expired", title="This link has expired"):
    """The ticket was resolved so long ago that its desk shows it no more; `desk_id` is that desk's."""

    def __init__(self, desk_id: UUID) -> None:
        super().__init__()
        self.desk_id = desk_id


class NoAttachmentsHere(Forbidden, code="attachments_off", title="This desk takes no files"):
    """The desk takes no files from customers."""


class KeyReused(Invalid, code="idempotency_key_reused", title="Idempotency key used for another request"):
    """The idempotency key was used before, for something else."""


class TicketRefused(
    Conflict,
    code="ticket_refused",
    title="This message was not accepted, so nobody would read more of it. Please write anew",
):
    """The inquiry became no ticket, so nobody would read what is written to it."""


class OriginRefused(
    Forbidden, code="origin_refused", title="This website may not send messages to this desk"
):
    """The desk has a list of websites, and the page that asks is on none of them."""


class TooManySecrets(
    Conflict,
    code="too_many_secrets",
    title="Too many secrets were made today: all of them are still good. Try again tomorrow",
):
    """So many secrets were made within a day that one of them would have to end before its time."""


class NotProven(Forbidden, code="not_proven", title="It is not proven who you are"):
    """Neither a signature nor a code says who asks. Why is not told, so that nobody learns from it."""


class NoSession(Unauthorized, code="no_session", title="Prove first who you are"):
    """One's own tickets are shown to a session only, and this one is over or was never there."""


class ProofNeeded(
    HelpdeskError,
    status=428,
    code="proof_needed",
    title="Solve the challenge and send this again with the solution as `proof`",
):
    """So much comes in that inquiries must bring a proof of work; `challenge` is the puzzle, as JSON."""

    def __init__(self, challenge: dict[str, Any]) -> None:
        super().__init__()
        self.members = {"challenge": challenge}


class NotInQuarantine(NotFound, code="not_in_quarantine", title="Nobody has to decide about this any more"):
    """No such inquiry waits to be decided about: there never was one, or somebody has decided."""


class NoSuchUpload(NotFound, code="upload_not_found", title="No such upload"):
    """No upload of this desk has this address: it was ended, or was not finished in time."""


class WrongOffset(Conflict, code="wrong_offset", title="The upload goes on at another place"):
    """What was sent does not begin where the upload ends; HEAD tells where that is."""


class BrokenOff(HelpdeskError, code="broken_off", title="The request broke off before its end"):
    """The line was cut; what had come is kept."""


class TooManyPieces(Conflict, code="too_many_pieces", title="This came in too many pieces. Begin it again"):
    """An upload of so many small pieces would cost far more than its bytes."""


class WrongKindOfPatch(HelpdeskError, status=415, code="wrong_content_type", title="Wrong Content-Type"):
    """The bytes of an upload go on as `application/offset+octet-stream`."""


class OtherTusVersion(HelpdeskError, status=412, code="tus_version", title="Tus-Resumable must be 1.0.0"):
    """No other version of the protocol is spoken here."""
