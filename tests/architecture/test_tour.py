"""The tour through the code names what is there."""

import ast
import re
from pathlib import Path

import pytest

TOUR = Path(__file__).resolve().parents[2] / "docs" / "tour.md"
STEP = re.compile(r"\[`([\w.]+)`\]\(([^)]+\.py)\)")


def steps() -> list[tuple[str, str]]:
    """The name and the file of each link."""
    return list(dict.fromkeys(STEP.findall(TOUR.read_text())))


def names(tree: ast.Module) -> set[str]:
    """What a module defines, methods as `Class.method`."""
    found: set[str] = set()
    for node in tree.body:
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            found.add(node.name)
        if isinstance(node, ast.ClassDef):
            inside = (each for each in node.body if isinstance(each, ast.FunctionDef | ast.AsyncFunctionDef))
            found |= {f"{node.name}.{each.name}" for each in inside}
        targets = node.targets if isinstance(node, ast.Assign) else [getattr(node, "target", None)]
        found |= {each.id for each in targets if isinstance(each, ast.Name)}
    return found


@pytest.mark.parametrize(("name", "path"), steps())
def test_each_step_of_the_tour_is_there(name: str, path: str):
    file = (TOUR.parent / path).resolve()
    assert file.is_file(), f"{path} is gone"
    assert name in names(ast.parse(file.read_text())), f"{path} has no {name}"


def test_the_tour_goes_through_all_services_and_what_they_stand_on():
    visited = {"/".join(path.split("/")[1:3]) for _, path in steps()}
    assert {
        f"services/{name}" for name in ("widget", "tickets", "notifications", "scheduler", "organization")
    } <= visited
    assert len(steps()) > 40
