"""One's own API tokens, as a page: made, shown once, revoked."""

from datetime import timedelta
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Query, Request, Response

from services.organization.panel.form_pages import NOTHING_REFUSED, Fields, FormPage, accept
from services.organization.panel.forms import AddToken
from services.organization.panel.shell import TokenOwner, Uow, own_uow, panel, shell_for
from services.organization.queries.people import list_tokens
from services.organization.uow import OrganizationUow
from services.organization.use_cases import tokens
from shared.auth import Person, TokenMaker
from shared.idempotency import OncePerForm

HERE = "/panel/organization/tokens"
router = APIRouter(include_in_schema=False)
Cursor = Annotated[str | None, Query(max_length=2000)]


@router.get(HERE)
async def page(request: Request, agent: TokenOwner, uow: Uow, cursor: Cursor = None) -> Response:
    return panel.render(request, "tokens.html", await _context(uow, agent, cursor))


@router.post(HERE)
async def add(request: Request, agent: TokenOwner, once: OncePerForm) -> Response:
    async def added(fields: Fields) -> Response:
        form = accept(AddToken, {name: value for name, value in fields.items() if value})
        async with own_uow(request) as uow:

            async def create() -> Any:
                ends = uow.now + timedelta(days=form.days) if form.days else None
                made = await tokens.create_token(uow, agent, form.name, ends)
                return panel.redirect(f"{HERE}#{made}")

            answer = await once.redirect(uow, create)
            made = UUID(answer.headers["location"].partition("#")[2])
            granted = await tokens.grant(uow, made)
            context = await _context(uow, agent, None)
        maker: TokenMaker = request.app.state.tokens
        # Shown in this answer only: it is stored nowhere, and the same form sent again signs it again.
        context["token"] = maker.issue(granted.person, granted.lives, made)
        return panel.render(request, "tokens.html", context)

    return await FormPage(request, "tokens.html", lambda uow: _context(uow, agent, None)).answer(added)


@router.post(HERE + "/{token_id}/revoke")
async def revoke(token_id: UUID, agent: TokenOwner, uow: Uow) -> Response:
    await tokens.revoke_token(uow, agent.id, token_id)
    return panel.redirect(HERE, flash="saved")


async def _context(uow: OrganizationUow, agent: Person, cursor: str | None) -> dict[str, Any]:
    found, onward = await list_tokens(uow.session, agent.id, cursor, 100)
    return {
        "shell": shell_for(agent, "organization"),
        "tokens": found,
        "next_cursor": onward,
        "token": "",
        "form": NOTHING_REFUSED,
    }
