"""Each service's README lists what there is: its verbs, the permissions it asks for, its tables."""

import ast
import importlib
import re
from pathlib import Path

import pytest

from shared.routes import SERVICES

HOME = Path(__file__).resolve().parents[2] / "services"


def listed(service: str) -> set[str]:
    """All names between backticks, `module.verb` as `verb` too."""
    found = re.findall(r"`([^`]+)`", (HOME / service / "README.md").read_text())
    return {*found, *(name.rpartition(".")[2] for name in found if re.fullmatch(r"\w+\.\w+", name))}


def verbs(service: str) -> set[str]:
    room = HOME / service / "use_cases"
    modules = room.glob("*.py") if room.is_dir() else [room.with_suffix(".py")]
    return {
        node.name
        for module in modules
        for node in ast.parse(module.read_text()).body
        if isinstance(node, ast.AsyncFunctionDef) and not node.name.startswith("_")
    }


def tables(service: str) -> set[str]:
    rooms = importlib.import_module(f"services.{service}.tables")
    if not hasattr(rooms, "metadata"):
        rooms = importlib.import_module(f"services.{service}.tables.base")
    return set(rooms.metadata.tables)


def permissions(service: str) -> set[str]:
    asked: set[str] = set()
    for path in (*(HOME / service).rglob("*.py"), *(HOME / service).rglob("*.html")):
        asked |= set(re.findall(r"(?:Needs|may|check|holds)\(\"([a-z_]+\.[a-z_]+)\"", path.read_text()))
    return asked


@pytest.mark.parametrize("service", SERVICES)
@pytest.mark.parametrize("kind", [verbs, tables, permissions], ids=lambda kind: kind.__name__)
def test_the_readme_names_all_there_are(service: str, kind):
    there = kind(service)
    assert there - listed(service) == set()


def test_something_is_looked_for_everywhere():
    assert all(verbs(service) and tables(service) for service in SERVICES)
    assert permissions("tickets") >= {"ticket.read", "ticket.assign"}
