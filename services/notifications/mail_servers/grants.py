"""What a mailbox's owner has granted by OAuth 2, and how it is kept: the secrets sealed, the rest open."""

import json
from dataclasses import dataclass
from typing import Any, Literal, TypedDict
from uuid import UUID

from shared.secrets import Sealer

Way = Literal["smtp", "imap"]


class GrantRow(TypedDict):
    """The open part of a grant, as the database keeps it."""

    token_url: str
    client_id: str
    scope: str


@dataclass(frozen=True, slots=True)
class GrantSecrets:
    """The sealed part.

    Public clients have no secret of their own; without `refresh_token` nothing is granted.
    """

    client_secret: str = ""
    refresh_token: str = ""

    def __repr__(self) -> str:
        return "GrantSecrets()"

    def sealed(self, sealer: Sealer) -> bytes:
        """As the database keeps them."""
        return sealer.seal(
            json.dumps({"client_secret": self.client_secret, "refresh_token": self.refresh_token})
        )

    @classmethod
    def opened(cls, sealed: bytes | None, sealer: Sealer) -> "GrantSecrets":
        """What was sealed, nothing if nothing was; raises CannotOpen."""
        return cls(**json.loads(sealer.open(sealed))) if sealed else cls()


@dataclass(frozen=True, slots=True)
class Grant:
    """A right to fetch access tokens for one way of one mailbox; `sealed` are its secrets as they are stored."""

    desk_id: UUID
    way: Way
    token_url: str
    client_id: str
    scope: str
    secrets: GrantSecrets
    sealed: bytes

    def __repr__(self) -> str:
        return f"Grant({self.token_url})"


def grant_of(mailbox: Any, way: Way, sealer: Sealer) -> Grant | None:
    """The grant in a row of mailboxes, if it signs in by one; raises CannotOpen."""
    row: GrantRow | None = getattr(mailbox, f"{way}_oauth")
    sealed: bytes | None = getattr(mailbox, f"{way}_secrets")
    if row is None or sealed is None:
        return None
    return Grant(mailbox.desk_id, way, **row, secrets=GrantSecrets.opened(sealed, sealer), sealed=sealed)
