"""What stands around every page of this service."""

from collections.abc import Callable
from pathlib import Path
from typing import Annotated

from fastapi import Depends, Request

from services.organization.uow import OrganizationUow
from shared import foundation
from shared.auth import Person as Asker
from shared.foundation import open_uow
from shared.panel.entry import PageNeeds
from shared.panel.navigation import shell_around
from shared.panel.pages import Message, Shell, templates

own_uow: Callable[[Request], OrganizationUow] = foundation.own_uow
HERE = Path(__file__).parent

Colleague = Annotated[Asker, PageNeeds("people.read")]
GroupManager = Annotated[Asker, PageNeeds("group.manage")]
PeopleManager = Annotated[Asker, PageNeeds("people.manage")]
TaskReader = Annotated[Asker, PageNeeds("task.read")]
TaskManager = Annotated[Asker, PageNeeds("task.manage")]
TokenOwner = Annotated[Asker, PageNeeds("token.manage")]
Uow = Annotated[OrganizationUow, Depends(open_uow, scope="function")]
panel = templates(HERE / "pages", HERE, messages={"password_set": Message("flash.password_set")})


def shell_for(asker: Asker, current: str) -> Shell:
    """The rail for whoever looks; `current` is the marked item."""
    return shell_around(asker, current, asker.time_zone)
