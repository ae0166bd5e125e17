"""API tokens, as JSON."""

from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Request, Response
from pydantic import BaseModel
from pydantic_core import from_json, to_json

from services.organization.api.parts import Cursor, Limit, Uow, reading
from services.organization.queries.people import list_tokens
from services.organization.use_cases import tokens as use_cases
from shared.auth import Needs, Person, TokenMaker
from shared.idempotency import OncePerKey
from shared.instants import Instant
from shared.web import Form, Text

router = APIRouter(prefix="/api/tokens", tags=["tokens"])
TokenOwner = Annotated[Person, Needs("token.manage")]


class NewToken(Form):
    """A token that is made; without an end it is good until it is revoked."""

    name: Text
    expires_at: Instant | None = None


class Made(BaseModel):
    """What an Idempotency-Key remembers: the token itself is signed again rather than stored."""

    id: UUID


class TokenAnswer(Made):
    """The token, shown here and never again."""

    token: str


@router.get("")
async def list_mine(
    request: Request, agent: TokenOwner, cursor: Cursor = None, limit: Limit = 50
) -> dict[str, Any]:
    """One's own tokens, without the tokens themselves."""
    async with reading(request) as session:
        items, onward = await list_tokens(session, agent.id, cursor, limit)
    return {"items": items, "next_cursor": onward}


@router.post("", status_code=201, response_model=TokenAnswer)
async def add(request: Request, form: NewToken, agent: TokenOwner, once: OncePerKey, uow: Uow) -> Response:
    """Make a token with the rights of whoever makes it."""

    async def create() -> Made:
        return Made(id=await use_cases.create_token(uow, agent, form.name, form.expires_at))

    made = await once.once(uow, create)
    token_id = UUID(from_json(bytes(made.body))["id"])
    grant = await use_cases.grant(uow, token_id)
    tokens: TokenMaker = request.app.state.tokens
    token = tokens.issue(grant.person, grant.lives, token_id)
    replayed = {name: text for name, text in made.headers.items() if name.startswith("idempotent")}
    return Response(
        to_json({"id": token_id, "token": token}), made.status_code, replayed, media_type="application/json"
    )


@router.delete("/{token_id}", status_code=204)
async def revoke(token_id: UUID, agent: TokenOwner, uow: Uow) -> None:
    """Refuse one of one's own tokens from now on."""
    await use_cases.revoke_token(uow, agent.id, token_id)
