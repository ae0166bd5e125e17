"""A handler keeps copies or acts, never both: what keeps them can be handed its events once more."""

import ast
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

import pytest

from shared.handlers import Handlers
from shared.routes import SERVICES

COPIES = "projections"
"""The module of a service in which its copies are kept."""


def broken(source: str) -> Iterator[str]:
    """Handlers of a module's text that call both, or whose mark says otherwise than what they call."""
    for function in ast.walk(ast.parse(source)):
        if not isinstance(function, ast.AsyncFunctionDef) or not (marks := _marks(function)):
            continue
        called = {
            each.func.value.id
            for each in ast.walk(function)
            if isinstance(each, ast.Call)
            and isinstance(each.func, ast.Attribute)
            and isinstance(each.func.value, ast.Name)
        }
        keeps = COPIES in called
        if keeps and called != {COPIES}:
            yield f"{function.name} keeps copies and acts"
        if keeps != any("rebuildable=True" in mark for mark in marks):
            yield f"{function.name} is marked wrongly"


def _marks(function: ast.AsyncFunctionDef) -> list[str]:
    return [text for each in function.decorator_list if (text := ast.unparse(each)).startswith("on(")]


@pytest.mark.parametrize("service", SERVICES)
def test_a_handler_keeps_copies_or_acts(service: str):
    assert list(broken(Path(f"services/{service}/handlers.py").read_text())) == []


@pytest.mark.parametrize("service", SERVICES)
def test_people_are_known_by_a_queue_that_only_keeps_them(service: str):
    handlers: Handlers = import_module(f"services.{service}.handlers").on
    if known := handlers.get(f"{service}.know_people"):
        assert known.rebuildable


@pytest.mark.parametrize(
    ("mark", "body"),
    [
        ("rebuildable=True", "projections.keep(uow); mailing.mail(uow)"),
        ("rebuildable=True", "mailing.mail(uow)"),
        ("batch=1", "projections.keep(uow)"),
        ("batch=1", "mailing.mail(uow); projections.keep(uow)"),
    ],
)
def test_a_planted_handler_of_the_wrong_kind_is_found(mark: str, body: str):
    assert list(broken(f"@on(Event, queue='x.y', {mark})\nasync def handle(event, uow):\n    {body}\n"))
