"""A row of the table of rights: who may go through a route, and how it is tried."""

from dataclasses import dataclass
from typing import Any, Literal

Kind = Literal["anyone", "visitor", "signed_in", "team", "admin", "desk", "desk_admin"]
"""anyone: also strangers, often by a token in the path. visitor: who is proven by a website's signature or a code from a
mail, as none of the callers is. signed_in: guests too. team: every agent. admin: owners and
administrators. desk: who may see the thing's desk. desk_admin: the same, for administrators only."""


@dataclass(frozen=True)
class Row:
    """`body` is JSON, `form` is what a page sends; `may_miss`: even who may gets 404, because there is no such thing.
    `part`: asked for by a page's script. `unknown`: what a thing of another desk is answered with, as one that is not there."""

    kind: Kind
    body: dict[str, Any] | None = None
    form: dict[str, Any] | None = None
    may_miss: bool = False
    part: bool = False
    unknown: int = 404
