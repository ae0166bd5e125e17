from uuid import uuid4

import pytest

from services.organization.domain.errors import FieldRefused, GroupWithoutMembers
from services.organization.domain.group import Group
from shared.contracts.organization import GroupChanged
from tests.builders import NOW, a_group, happened


def test_a_group_is_told_whole_with_all_its_members():
    members = (uuid4(), uuid4())
    group = Group.create(uuid4(), name=" Printers ", member_ids=(*members, members[0]))
    group.settle(NOW)
    (event,) = happened(group)
    assert isinstance(event, GroupChanged)
    assert (event.group.name, event.group.member_ids, event.group.version) == ("Printers", members, 1)


def test_a_group_has_a_member_from_the_beginning():
    with pytest.raises(GroupWithoutMembers):
        Group.create(uuid4(), name="Nobody")


def test_the_last_member_cannot_be_taken_out_and_nothing_else_is_set():
    group = a_group()
    with pytest.raises(GroupWithoutMembers):
        group.edit(name="Other", member_ids=())
    assert group.name == "Printers"
    assert not group.has_changed


@pytest.mark.parametrize("name", ["", "  ", "x" * 101])
def test_a_group_has_a_name(name: str):
    with pytest.raises(FieldRefused):
        a_group(name=name)


def test_a_group_can_be_deactivated():
    group = a_group()
    group.edit(active=False)
    assert happened(group)[0].group.active is False


def test_setting_what_is_already_so_is_no_change():
    group = a_group()
    vars(group)["member_ids"] = list(group.member_ids)  # as a JSON column hands it back
    group.edit(name="Printers ", member_ids=tuple(group.member_ids), active=True)
    assert not group.has_changed


def test_two_edits_are_told_once_and_a_description_not_at_all():
    group = a_group()
    group.edit(description="Those with water")
    assert group.settle(NOW)
    assert happened(group) == []
    group.edit(name="A")
    group.edit(name="B")
    assert [event.group.name for event in happened(group)] == ["B"]


def test_a_description_is_cleaned_and_has_a_limit():
    group = a_group(description="a\r\nb\0 ")
    assert group.description == "a\nb"
    assert len(a_group(description="x" * 2000).description) == 2000
    with pytest.raises(FieldRefused) as no:
        group.edit(description="x" * 2001)
    assert no.value.errors[0]["field"] == "description"


def test_a_refusal_names_the_field():
    with pytest.raises(GroupWithoutMembers) as no:
        a_group(member_ids=())
    assert no.value.errors[0]["field"] == "member_ids"
