"""Customers' pages whose address names a desk or a ticket: where there is none, a page says so, whichever it is."""

from collections.abc import Callable, Coroutine
from typing import Any

from fastapi import APIRouter, Request, Response
from fastapi.routing import APIRoute

from services.widget.domain.errors import LinkExpired, NoSuchDesk, NoSuchTicket
from services.widget.public_pages import frame as framing


class PublicPage(APIRoute):
    """A route that answers an address with nothing behind it by a page."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        """The handler, which may raise NoSuchDesk, NoSuchTicket or LinkExpired."""
        show = super().get_route_handler()

        async def answer(request: Request) -> Response:
            try:
                return await show(request)
            except (NoSuchDesk, NoSuchTicket):
                return framing.gone(request)
            except LinkExpired as no:
                return await _expired(request, no)

        return answer


def public_pages() -> APIRouter:
    """A router of such pages."""
    return APIRouter(include_in_schema=False, route_class=PublicPage)


async def _expired(request: Request, no: LinkExpired) -> Response:
    desk = await request.app.state.reception.desks.by_id(no.desk_id)
    context = {**framing.frame(desk), "desk": desk}
    return framing.pages.render(request, "expired.html", context, status=no.status, public=True)
