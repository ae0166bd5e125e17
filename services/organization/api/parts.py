"""What the routes of this door have in common."""

from collections.abc import Callable, Sequence
from typing import Annotated, Any

from fastapi import Depends, Query, Request
from pydantic import BaseModel, ConfigDict, StringConstraints
from sqlalchemy.ext.asyncio import AsyncSession

from services.organization.passwords import LONGEST, SHORTEST, Passwords
from services.organization.uow import OrganizationUow
from shared import foundation
from shared.auth import Needs, Person
from shared.foundation import open_uow
from shared.web import Text

PeopleManager = Annotated[Person, Needs("people.manage")]
Uow = Annotated[OrganizationUow, Depends(open_uow, scope="function")]
own_uow: Callable[[Request], OrganizationUow] = foundation.own_uow
Cursor = Annotated[str | None, Query(max_length=1000)]
Limit = Annotated[int, Query(ge=1, le=200)]
Line = Annotated[Text, StringConstraints(max_length=200)]
AnyPassword = Annotated[Text, StringConstraints(max_length=LONGEST)]
Password = Annotated[Text, StringConstraints(min_length=SHORTEST, max_length=LONGEST)]


class Answer(BaseModel):
    """What goes out, made of what queries and use cases answer."""

    model_config = ConfigDict(from_attributes=True)


def reading(request: Request) -> AsyncSession:
    """A session for what is only read."""
    return request.app.state.database.session()


async def hashed(request: Request, password: str | None, known: Sequence[str]) -> dict[str, Any]:
    """The hash as a fact of a person, if a password was given; `known` is what others know of them."""
    passwords: Passwords = request.app.state.passwords
    return {"password_hash": await passwords.hash(password, known)} if password else {}
