"""Who gets a mail about what happened to a ticket, and who proved that the address is theirs."""

from collections.abc import Collection
from dataclasses import dataclass

from shared.addresses import is_address, mailbox_key, person_key, to_address
from shared.contracts.parts import Channel
from shared.contracts.tickets import CommentAdded, TicketCreated

NOT_MAILABLE = "no mail can be sent to this address"
LONGEST_SHOWN = 500
OUR_OWN = "this is the address of one of the desks here: it is not mailed"


@dataclass(frozen=True, slots=True)
class Told:
    """Whom to tell; with a `problem` they cannot be told, and the team shall see it."""

    address: str
    problem: str = ""


def recipient(event: TicketCreated | CommentAdded, own_addresses: Collection[str]) -> Told | None:
    """The requester's address, if this is news for them; None when there is nobody to tell."""
    if isinstance(event, CommentAdded) and event.actor.kind != "agent":
        return None
    given = (event.ticket.requester.email or "").strip()
    if not given:
        return None
    if not is_address(given):
        return Told(given[:LONGEST_SHOWN], NOT_MAILABLE)
    address = to_address(given)
    # support+token@desk is support@desk: our own reply addresses carry a token like that.
    is_own = mailbox_key(address) in {mailbox_key(own) for own in own_addresses}
    return Told(address, OUR_OWN if is_own else "")


def domain_of(event: TicketCreated | CommentAdded) -> str:
    """The domain of the requester's address, in its canonical form."""
    return person_key(event.ticket.requester.email or "").rpartition("@")[2]


def is_addressed(event: TicketCreated) -> bool:
    """Whether whoever has the ticket's link is whoever has the requester's address: it was proven, or wrote to us."""
    return event.channel == Channel.EMAIL or is_proven(event)


def is_proven(event: TicketCreated) -> bool:
    """Whether somebody answers for the address: the host's signature, or the agent who made the ticket.

    Whoever fills in the public form gets the link at once, so using it proves nothing of the address.
    """
    made_by_agent = event.channel in (Channel.PANEL, Channel.API) and event.actor.kind == "agent"
    return event.ticket.requester.verified or made_by_agent
