"""Whoever is a person comes by rights: doors load nothing themselves, and verbs of persons ask for the person."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from services.tickets.uow import TicketsUow

SERVICE = Path(__file__).parents[2] / "services" / "tickets"
DOORS = [*(SERVICE / "api").glob("*.py"), *(SERVICE / "panel").glob("*.py"), SERVICE / "handlers.py"]
VERBS = list((SERVICE / "use_cases").glob("*.py"))
RAW = {"ticket", "tickets", "desk", "desk_to_read", "desks_to_read", "watch", "add", "record"}
"""What a unit of work hands out, or takes in, without asking for anybody."""
PERSON = "person"


def calls(node: ast.AST) -> Iterator[ast.Call]:
    return (each for each in ast.walk(node) if isinstance(each, ast.Call))


def raw_calls(source: str) -> list[str]:
    return [
        f"{each.func.attr} in line {each.lineno}"
        for each in calls(ast.parse(source))
        if isinstance(each.func, ast.Attribute)
        and each.func.attr in RAW
        and ast.unparse(each.func.value).endswith("uow")
    ]


def unasked(source: str) -> list[str]:
    """Functions that know the person and load a ticket or desk as if there were none."""
    functions = (
        node for node in ast.parse(source).body if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    )
    of_persons = [each for each in functions if PERSON in {arg.arg for arg in each.args.args}]
    loads = {"uow.ticket", "uow.tickets", "uow.desk", "uow.session.get"}
    return [each.name for each in of_persons if loads & {ast.unparse(call.func) for call in calls(each)}]


@pytest.mark.parametrize("door", DOORS, ids=lambda path: path.name)
def test_a_door_loads_and_keeps_nothing_itself(door: Path):
    assert raw_calls(door.read_text()) == []


@pytest.mark.parametrize("verbs", VERBS, ids=lambda path: path.name)
def test_a_persons_verb_never_takes_the_handlers_way_to_a_ticket(verbs: Path):
    assert unasked(verbs.read_text()) == []


def test_the_raw_ways_are_those_of_the_unit_of_work():
    assert all(hasattr(TicketsUow, name) for name in RAW - {"desk"})
    assert not hasattr(TicketsUow, "desk")


def test_a_planted_violation_would_be_found():
    planted = "async def status(uow, person):\n    ticket = await uow.ticket(1)\n"
    assert raw_calls(planted) == ["ticket in line 2"]
    assert raw_calls("async def f(asking):\n    await asking.uow.ticket(1)\n") == ["ticket in line 2"]
    assert unasked(planted) == ["status"]
    assert unasked(planted.replace("person", "event")) == []
