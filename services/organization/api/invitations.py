"""Invitations, as JSON."""

from typing import Annotated

from fastapi import APIRouter, Request, Response
from pydantic import BaseModel, StringConstraints

from services.organization.api.parts import PeopleManager, own_uow
from services.organization.api.people import PersonAnswer
from services.organization.domain.roles import Role
from services.organization.use_cases import ways_in
from shared.idempotency import OncePerKey
from shared.limits import Limit, Limiter
from shared.web import Form, Text, etag

INVITATIONS = Limit("invitations", per_second=100 / 3600, burst=100)
"""Of one person: they write to whatever address is typed."""

router = APIRouter(prefix="/api/people/invitations", tags=["people"])


class Invitation(Form):
    """Who is invited."""

    email: Annotated[Text, StringConstraints(max_length=320)]
    name: Text
    role: Role = "agent"


@router.post("", status_code=201, response_model=PersonAnswer)
async def invite(request: Request, form: Invitation, manager: PeopleManager, once: OncePerKey) -> Response:
    """Take somebody in who chooses a password by the link of a mail, good for 7 days; nobody gives a role above their own.

    Who has not chosen one yet gets another mail, and the earlier link ends.
    """
    limiter: Limiter = request.app.state.limiter
    await limiter.take((INVITATIONS, str(manager.id), 1))
    async with own_uow(request) as uow:

        async def create() -> BaseModel:
            told = (form.name, form.email, form.role, manager, request.app.state.post)
            return PersonAnswer.model_validate(await ways_in.invite(uow, *told))

        return await once.once(uow, create, headers=lambda made: etag(made.version))
