"""The public JSON door for who is proven: sessions by a website's signature or by a mailed code, and one's own tickets."""

from dataclasses import asdict
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request, Response
from fastapi.responses import JSONResponse
from pydantic_core import to_json

from services.widget.doors.forms import CodeForm, CodeWish, SignedForm
from services.widget.doors.given import TheDesk, TheReception
from services.widget.doors.reading import network_behind, session_in
from services.widget.queries.my_tickets import MyTicket, tickets_of
from services.widget.queries.sessions import visitor_of
from services.widget.use_cases import proving
from shared.web import Text

router = APIRouter(prefix="/widget/v1", tags=["public"])
PRIVATE = {"Cache-Control": "no-store"}
ACCEPTED = {"status": "accepted"}


@router.post("/desks/{desk_token}/session")
async def prove_by_signature(
    desk: TheDesk, form: SignedForm, request: Request, reception: TheReception
) -> Response:
    """A session for whom the website's signature proves: 403 for every other, whatever is wrong."""
    return _begun(
        await proving.prove_by_signature(reception, desk, form.said(), network_behind(request.scope))
    )


@router.post("/desks/{desk_token}/codes", status_code=202)
async def ask_for_code(desk: TheDesk, form: CodeWish, request: Request, reception: TheReception) -> Response:
    """Have a one-time code mailed, good for ten minutes. The answer is the same whether the address is known or not."""
    await proving.ask_for_code(reception, desk, form.email, network_behind(request.scope))
    return JSONResponse(ACCEPTED, 202)


@router.post("/desks/{desk_token}/sessions")
async def prove_by_code(desk: TheDesk, form: CodeForm, request: Request, reception: TheReception) -> Response:
    """A session for whoever has the mailed code: 403 for every other, whatever is wrong."""
    network = network_behind(request.scope)
    return _begun(await proving.prove_by_code(reception, desk, form.email, form.code, network))


@router.get("/tickets")
async def my_tickets(
    request: Request,
    reception: TheReception,
    cursor: Annotated[str | None, Query(max_length=500)] = None,
    number: Annotated[Text | None, Query(max_length=200)] = None,
) -> Response:
    """The tickets of whose session it is (`Authorization: Bearer`), the newest first; 401 without one.

    `number` finds one of them. `next_cursor` leads to earlier ones.
    """
    visitor = await visitor_of(reception.database, session_in(request.headers))
    async with reception.database.session() as session:
        found, older = await tickets_of(
            session, reception.sealer, visitor.desk_id, visitor.identity, cursor, number
        )

    def shown(ticket: MyTicket) -> dict[str, Any]:
        token = ticket.public_token
        return asdict(ticket) | {"public_url": reception.public_address(token) if token else None}

    body = to_json({"items": [shown(each) for each in found], "next_cursor": older})
    return Response(body, headers=PRIVATE, media_type="application/json")


def _begun(session: proving.Session) -> Response:
    body = to_json({"session": session.token, "good_until": session.good_until})
    return Response(body, headers=PRIVATE, media_type="application/json")
