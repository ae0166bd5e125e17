"""Who gets a mail about what happened to a ticket."""

import re
from collections.abc import Collection

from shared.contracts.tickets import CommentAdded, TicketCreated

ATOM = r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+"
LABEL = r"[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?"
ADDRESS = re.compile(rf"(?=.{{1,64}}@){ATOM}(?:\.{ATOM})*@(?:{LABEL}\.)+{LABEL}")
MAX_ADDRESS = 254


def recipient(event: TicketCreated | CommentAdded, own_addresses: Collection[str]) -> str | None:
    """The requester's address, if this is news for them and the address is a stranger's."""
    if isinstance(event, CommentAdded) and event.actor.kind != "agent":
        return None
    address = (event.ticket.requester.email or "").strip()
    if not is_address(address) or _mailbox(address) in {_mailbox(own) for own in own_addresses}:
        return None
    return address


def is_address(text: str) -> bool:
    """Whether `text` is a plain address: no name, no comment, no quotes, nothing a mail head could mean."""
    return len(text) <= MAX_ADDRESS and ADDRESS.fullmatch(text) is not None


def _mailbox(address: str) -> str:
    # support+token@desk is support@desk: our own reply addresses carry a token like that.
    local, _, domain = address.strip().casefold().rpartition("@")
    return f"{local.split('+')[0]}@{domain}"
