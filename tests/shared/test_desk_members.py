"""One rule says who may see a desk, whatever kind of copy a service keeps of it."""

from uuid import uuid4

import pytest

from shared.contracts.desk_members import can_see_desk
from shared.contracts.parts import DeskState
from shared.contracts.permissions import permissions_of

ME, MY_GROUP, OTHER = uuid4(), uuid4(), uuid4()


@pytest.mark.parametrize(
    ("held", "seen"),
    [({"desk.read_all"}, True), ({"desk.read"}, False), ({"ticket.read", "desk.manage"}, False)],
)
def test_a_foreign_desk_is_seen_by_permission_and_not_by_role(held, seen):
    desk = DeskState(id=uuid4(), name="D", number_pattern="{{nr}}", version=1, member_ids=(OTHER,))
    assert can_see_desk(desk, ME, held, [MY_GROUP]) is seen


@pytest.mark.parametrize(
    ("role", "members", "groups", "seen"),
    [
        ("owner", (OTHER,), (OTHER,), True),
        ("admin", (OTHER,), (), True),
        ("agent", (), (), True),
        ("agent", (OTHER, ME), (), True),
        ("agent", (OTHER,), (MY_GROUP,), True),
        ("agent", (OTHER,), (OTHER,), False),
        ("guest", (), (), False),
        ("guest", (ME,), (MY_GROUP,), False),
    ],
)
def test_who_may_see_a_desk(role, members, groups, seen):
    desk = DeskState(
        id=uuid4(), name="D", number_pattern="{{nr}}", version=1, member_ids=members, group_ids=groups
    )
    assert can_see_desk(desk, ME, permissions_of(role), [MY_GROUP]) is seen
