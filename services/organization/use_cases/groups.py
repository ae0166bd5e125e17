"""Groups of people."""

from collections.abc import Sequence
from typing import Unpack
from uuid import UUID

from sqlalchemy import select
from uuid_utils.compat import uuid7

from services.organization.domain.group import Group, GroupFacts
from services.organization.tables import people
from services.organization.uow import OrganizationUow
from shared.errors import Invalid
from shared.seen import WHATEVER, Seen


async def add_group(uow: OrganizationUow, **facts: Unpack[GroupFacts]) -> Group:
    """Make a group of people who are known."""
    group = Group.create(uuid7(), **facts)
    await _check_members(uow, group.member_ids)
    uow.add(group)
    await uow.save()
    return group


async def edit_group(
    uow: OrganizationUow, group_id: UUID, seen: Seen = WHATEVER, **facts: Unpack[GroupFacts]
) -> Group:
    """Change a group."""
    group = await uow.group(group_id)
    seen.check(group.version)
    await _check_members(uow, facts.get("member_ids", ()))
    group.edit(**facts)
    await uow.save()
    return group


async def _check_members(uow: OrganizationUow, ids: Sequence[UUID]) -> None:
    known = set(await uow.session.scalars(select(people.c.id).where(people.c.id.in_(ids))))
    if unknown := set(ids) - known:
        detail = f"nobody has the id {min(unknown)}"
        raise Invalid(detail, [{"field": "member_ids", "message": detail}])
