"""Which websites may use a desk's public doors: the desk's own list; an empty list means any."""

from dataclasses import dataclass

from starlette.datastructures import MutableHeaders

from services.widget.desks import Desks
from services.widget.domain.errors import NoSuchDesk


@dataclass(frozen=True, slots=True)
class Allowed:
    """The origin that may read an answer: one, any (`*`), or none."""

    origin: str | None

    def mark(self, headers: MutableHeaders) -> None:
        """Say so in an answer's headers."""
        if self.origin:
            headers["Access-Control-Allow-Origin"] = self.origin
        if self.origin != "*":
            headers.add_vary_header("Origin")


async def allowed_origin(desks: Desks, origin: str, desk_token: str | None) -> Allowed:
    """Whether `origin` may read answers about a desk; a ticket's own link is key enough for any."""
    if desk_token is None:
        return Allowed("*")
    try:
        origins = (await desks.by_token(desk_token)).allowed_origins
    except NoSuchDesk:
        return Allowed(None)
    if not origins:
        return Allowed("*")
    return Allowed(origin if origin in origins else None)
