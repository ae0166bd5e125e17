"""Mailbox: the address a desk sends from, and how to reach its servers."""

from dataclasses import dataclass
from typing import Any, Literal, TypedDict, Unpack
from uuid import UUID

from services.notifications.domain.errors import MailboxRefused
from services.notifications.domain.headers import MAX_NAME, one_line
from shared.addresses import to_address
from shared.aggregate import Aggregate
from shared.text import shows_nothing

Tls = Literal["none", "starttls", "tls"]
History = Literal["none", "last", "all"]
"""Which of the public messages before a comment its mail quotes."""


class MailboxSettings(TypedDict, total=False):
    """What can be set; what is not named stays. Passwords and secrets come sealed, `imap` without its password."""

    address: str
    name: str
    smtp_host: str
    smtp_port: int
    smtp_tls: Tls
    smtp_username: str
    smtp_password: bytes | None
    smtp_oauth: dict[str, str] | None
    smtp_secrets: bytes | None
    imap: dict[str, Any] | None
    imap_password: bytes | None
    imap_oauth: dict[str, str] | None
    imap_secrets: bytes | None
    open_tickets: bool
    reply_tokens: bool
    history: History


@dataclass(eq=False, repr=False, kw_only=True)
class Mailbox(Aggregate):
    """One desk's mailbox. `open_tickets`: whether a mail that arrives becomes a ticket by itself; `reply_tokens`:
    whether answers come to an address with a tag. `smtp_oauth`, `imap_oauth`: where access tokens are fetched, if it
    signs in by them.

    `announced`: whether others were told that there is one.
    """

    desk_id: UUID
    address: str = ""
    name: str = ""
    smtp_host: str = ""
    smtp_port: int = 587
    smtp_tls: Tls = "starttls"
    smtp_username: str = ""
    smtp_password: bytes | None = None
    smtp_oauth: dict[str, str] | None = None
    smtp_secrets: bytes | None = None
    imap: dict[str, Any] | None = None
    imap_password: bytes | None = None
    imap_oauth: dict[str, str] | None = None
    imap_secrets: bytes | None = None
    open_tickets: bool = False
    reply_tokens: bool = True
    history: History = "none"
    announced: bool = False
    version: int = 0

    def set_up(self, **settings: Unpack[MailboxSettings]) -> None:
        """Set what is named; setting what is already so is no change."""
        settings["address"] = _address(settings.get("address", self.address))
        settings["name"] = _name(settings.get("name", self.name))
        changed = {name: new for name, new in settings.items() if getattr(self, name) != new}
        for name, new in changed.items():
            setattr(self, name, new)
        if changed:
            self.touch()


def _name(text: str) -> str:
    """One line; what shows nothing is no name."""
    line = one_line(text)[:MAX_NAME].rstrip()
    return "" if shows_nothing(line) else line


def _address(address: str) -> str:
    try:
        return to_address(address)
    except ValueError:
        said = "Use a plain address such as support@example.com"
        raise MailboxRefused(said, [{"field": "address", "message": said}]) from None
