"""Fields of a desk's own, and what tickets hold for them."""

from typing import Any
from uuid import uuid4

import pytest

from services.tickets.domain.desk import Desk
from services.tickets.domain.errors import (
    FieldDefinitionRefused,
    FieldFixed,
    FieldKeyTaken,
    FieldRequired,
    FieldValueRefused,
    NoSuchField,
    UnknownField,
)
from services.tickets.domain.field_values import by_key, filled, taken_over
from shared.contracts.custom_fields import FieldKind, TypedField
from shared.contracts.tickets import DeskChanged
from tests.builders import ANNA, a_desk, a_ticket, happened

TEXT: dict[str, Any] = {"key": "order", "name": "Order", "kind": FieldKind.TEXT}
PLAN: dict[str, Any] = {"key": "plan", "name": "Plan", "kind": FieldKind.CHOICE, "choices": ("Basic", "Pro")}


def a_desk_with(*fields: dict[str, Any]) -> Desk:
    desk = a_desk()
    for each in fields:
        desk.add_field(uuid4(), ANNA, **each)
    happened(desk)
    return desk


def settings(base: dict[str, Any], **more: Any) -> Any:
    return base | more


def keys(desk: Desk) -> list[str]:
    return [each.key for each in desk.state.fields]


def test_a_field_is_told_with_its_desk():
    desk = a_desk()
    desk.add_field(made := uuid4(), ANNA, **PLAN, required=True)
    (event,) = happened(desk)
    assert isinstance(event, DeskChanged)
    (told,) = event.desk.fields
    assert (told.id, told.key, told.choices, told.required, told.in_widget) == (
        made, "plan", ("Basic", "Pro"), True, False,
    )  # fmt: skip


@pytest.mark.parametrize(
    "wrong",
    [
        {"key": "Order"},
        {"key": "1st"},
        {"key": "a-b"},
        {"key": ""},
        {"key": "x" * 41},
        {"name": " "},
        {"name": "x" * 101},
        {"choices": ("A",)},
        {"kind": FieldKind.CHOICE},
        {"kind": FieldKind.CHOICE, "choices": ("A", "a ")},
        {"kind": FieldKind.CHOICE, "choices": ("A", " ")},
        {"kind": FieldKind.CHOICE, "choices": tuple(map(str, range(51)))},
    ],
)
def test_a_malformed_field_is_not_made(wrong: dict[str, Any]):
    desk = a_desk()
    with pytest.raises(FieldDefinitionRefused):
        desk.add_field(uuid4(), ANNA, **(TEXT | wrong))
    assert not desk.has_changed


def test_a_key_is_given_once_and_a_desk_has_thirty_fields():
    desk = a_desk_with(*[settings(TEXT, key=f"f{number}") for number in range(29)])
    with pytest.raises(FieldKeyTaken):
        desk.add_field(uuid4(), ANNA, **settings(TEXT, key="f3"))
    desk.add_field(uuid4(), ANNA, **TEXT)
    with pytest.raises(FieldDefinitionRefused):
        desk.add_field(uuid4(), ANNA, **settings(TEXT, key="more"))


def test_key_and_kind_stay_and_the_rest_can_change():
    desk = a_desk_with(PLAN)
    (field,) = desk.state.fields
    wrong: Any
    for wrong in ({"key": "other"}, {"kind": FieldKind.TEXT}):
        with pytest.raises(FieldFixed):
            desk.change_field(field.id, ANNA, **wrong)
    desk.change_field(field.id, ANNA, key="plan", name="Contract", choices=("Pro", "Max"), in_widget=True)
    (changed,) = desk.state.fields
    assert (changed.name, changed.choices, changed.in_widget) == ("Contract", ("Pro", "Max"), True)
    happened(desk)
    desk.change_field(field.id, ANNA, name="Contract ")
    assert not happened(desk)
    with pytest.raises(NoSuchField):
        desk.change_field(uuid4(), ANNA, name="x")


def test_fields_stand_in_the_order_that_somebody_gave_them():
    desk = a_desk_with(*[TEXT | {"key": each} for each in "abc"])
    last = desk.state.fields[-1].id
    desk.change_field(last, ANNA, position=0)
    assert keys(desk) == ["c", "a", "b"]
    desk.change_field(last, ANNA, position=99)
    assert keys(desk) == ["a", "b", "c"]
    desk.remove_field(desk.state.fields[1].id, ANNA)
    assert keys(desk) == ["a", "c"]


def test_every_wrong_value_is_named():
    fields = a_desk_with(TEXT | {"required": True}, PLAN).state.fields
    with pytest.raises(UnknownField) as no:
        filled(fields, {"order": "", "plan": "Max", "colour": "red"}, {})
    assert [each["field"] for each in no.value.errors] == ["fields.colour", "fields.plan", "fields.order"]
    with pytest.raises(FieldValueRefused):
        filled(fields, {"plan": "Max"}, {})


def test_required_is_asked_of_new_tickets_and_of_who_empties_it():
    fields = a_desk_with(TEXT | {"required": True}, PLAN).state.fields
    with pytest.raises(FieldRequired):
        filled(fields, {"plan": "Pro"}, {}, is_new=True)
    with pytest.raises(FieldRequired):
        filled(fields, {"order": " "}, {str(fields[0].id): "A"})
    assert [value for _, value in filled(fields, {"plan": "Pro"}, {})] == ["Pro"]


def test_a_choice_that_was_removed_may_stay_where_it_is():
    desk = a_desk_with(PLAN)
    (field,) = desk.state.fields
    desk.change_field(field.id, ANNA, choices=("Pro",))
    held = {str(field.id): "Basic"}
    assert [value for _, value in filled(desk.state.fields, {"plan": "Basic"}, held)] == ["Basic"]
    with pytest.raises(FieldValueRefused):
        filled(desk.state.fields, {"plan": "Basic"}, {})


def test_a_change_has_one_line_with_what_it_was_and_tells_the_outside_nothing():
    order, plan = a_desk_with(TEXT, PLAN).state.fields
    ticket = a_ticket(field_values={str(order.id): "A-1"})
    ticket.fill_in([(order, "A-2"), (plan, None)], ANNA)
    (change,) = ticket.pull_changes()
    assert (change.kind, change.field, change.old, change.new, change.actor) == (
        "field", "fields.order", "A-1", "A-2", ANNA,
    )  # fmt: skip
    assert ticket.has_changed
    assert not happened(ticket)
    ticket.fill_in([(order, None)], ANNA)
    assert ticket.field_values == {}


def test_a_removed_field_hides_its_values_and_a_new_one_of_its_key_is_empty():
    desk = a_desk_with(TEXT)
    held = {str(desk.state.fields[0].id): "A-1"}
    assert by_key(desk.state.fields, held) == {"order": "A-1"}
    desk.remove_field(desk.state.fields[0].id, ANNA)
    desk.add_field(uuid4(), ANNA, **TEXT)
    assert by_key(desk.state.fields, held) == {}


def test_no_word_of_a_customer_is_lost_with_its_field():
    plan, amount = a_desk_with(PLAN, TEXT | {"key": "n", "kind": FieldKind.NUMBER}).state.fields
    typed = [
        TypedField(id=plan.id, key="plan", name="Plan", value="Max"),
        TypedField(id=amount.id, key="n", name="Amount", value=12.5),
        TypedField(id=uuid4(), key="gone", name="I agree", value=True),
    ]
    assert taken_over([plan, amount], typed) == (
        {str(amount.id): 12.5},
        ["[Plan: Max]", "[I agree: yes]"],
    )
