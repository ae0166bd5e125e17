from uuid import uuid4

import pytest

from services.tickets.domain.desk import Desk
from services.tickets.domain.errors import DeskSettingRefused, NumberPatternWithoutCounter, UnknownCategory
from shared.contracts.permissions import permissions_of
from shared.contracts.tickets import DeskChanged, DeskCreated
from tests.builders import ANNA, NOW, a_category, a_desk, happened


def test_a_new_desk_is_told_whole():
    desk = Desk.create(uuid4(), ANNA, name="Support", language="pl")
    desk.edit(ANNA, description="Everything about printers")
    desk.settle(NOW)
    (event,) = happened(desk)
    assert isinstance(event, DeskCreated)
    assert (event.desk.name, event.desk.language, event.desk.version) == ("Support", "pl", 1)
    assert event.desk.description == "Everything about printers"


def test_a_change_is_told_once_with_the_state_after_it():
    desk, member = a_desk(), uuid4()
    desk.edit(ANNA, active=False)
    desk.edit(ANNA, member_ids=(member, member))
    (event,) = happened(desk)
    assert isinstance(event, DeskChanged)
    assert (event.desk.active, event.desk.member_ids, event.actor) == (False, (member,), ANNA)


def test_setting_what_is_already_so_is_no_change():
    desk = a_desk(categories=(a_category(),))
    desk.edit(ANNA, name=" Support ", active=True, categories=desk.state.categories)
    assert not desk.has_changed


@pytest.mark.parametrize(
    "settings",
    [
        {"name": " "},
        {"name": "x" * 101},
        {"description": "x" * 2001},
        {"color": "red"},
        {"color": "#12345"},
        {"language": "polski język"},
        {"language": "p"},
        {"language": "de"},
        {"language": "pt-BR"},
        {"time_zone": "localtime"},
        {"time_zone": "posixrules"},
        {"time_zone": "Warsaw"},
        {"time_zone": "../etc/passwd"},
        {"time_zone": ""},
        {"time_zone": "Europe"},
        {"categories": (a_category(name="Fire"), a_category(name="FIRE "))},
        {"categories": (a_category(color="red"),)},
        {"categories": (a_category(name=" "),)},
    ],
)
def test_a_malformed_setting_is_refused_and_nothing_is_set(settings):
    desk = a_desk()
    with pytest.raises(DeskSettingRefused) as no:
        desk.edit(ANNA, active=False, **settings)
    assert no.value.errors[0]["field"] in settings
    assert desk.active
    assert not desk.has_changed


@pytest.mark.parametrize(
    "settings",
    [
        {"color": "petrol"},
        {"color": "#C0ffee"},
        {"language": "en"},
        {"language": "en-GB"},
        {"time_zone": "Europe/Warsaw"},
        {"number_pattern": " #T-{{nr:3}} "},
    ],
)
def test_a_wellformed_setting_is_taken(settings):
    desk = a_desk()
    desk.edit(ANNA, **settings)
    assert {name: getattr(desk, name) for name in settings} == {k: v.strip() for k, v in settings.items()}


def test_a_number_pattern_is_checked_on_save():
    with pytest.raises(NumberPatternWithoutCounter):
        a_desk().edit(ANNA, number_pattern="T-001")


def test_a_category_is_found_by_its_id():
    category = a_category()
    desk = a_desk(categories=(category,))
    assert desk.category(category.id) == category
    assert desk.category(None) is None
    with pytest.raises(UnknownCategory):
        desk.category(uuid4())


ME, MY_GROUP, OTHER = uuid4(), uuid4(), uuid4()


@pytest.mark.parametrize(
    ("role", "members", "groups", "seen"),
    [
        ("owner", (OTHER,), (), True),
        ("admin", (), (OTHER,), True),
        ("agent", (), (), True),
        ("agent", (ME,), (), True),
        ("agent", (), (OTHER, MY_GROUP), True),
        ("agent", (OTHER,), (), False),
        ("agent", (), (OTHER,), False),
        ("agent", (MY_GROUP,), (ME,), False),
        ("guest", (), (), False),
        ("guest", (ME,), (MY_GROUP,), False),
        ("nonsense", (ME,), (), False),
    ],
)
def test_who_may_see_a_desk(role, members, groups, seen):
    desk = a_desk(member_ids=members, group_ids=groups)
    assert desk.can_be_seen_by(ME, permissions_of(role), (MY_GROUP,)) is seen


def test_the_longest_name_and_description_are_taken():
    desk = a_desk(name="x" * 100, description="y" * 2000)
    assert (len(desk.name), len(desk.description)) == (100, 2000)
