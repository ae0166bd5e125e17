"""One rule says who may see a desk, whatever kind of copy a service keeps of it."""

from uuid import uuid4

import pytest

from shared.contracts.desk_members import can_see_desk
from shared.contracts.parts import DeskState

ME, MY_GROUP, OTHER = uuid4(), uuid4(), uuid4()


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
    assert can_see_desk(desk, ME, role, [MY_GROUP]) is seen
