"""The README lists what there is: verbs, permissions and tables."""

import ast
import re
from pathlib import Path

from services.organization.tables import metadata

SERVICE = Path(__file__).parents[2] / "services" / "organization"
README = (SERVICE / "README.md").read_text()


def section(title: str) -> str:
    found = re.search(rf"^## {title}$(.*?)^## ", README, re.DOTALL | re.MULTILINE)
    assert found, title
    return found[1]


def test_every_verb_is_listed():
    verbs = {
        node.name
        for module in (SERVICE / "use_cases").glob("*.py")
        for node in ast.parse(module.read_text()).body
        if isinstance(node, ast.AsyncFunctionDef) and not node.name.startswith("_")
    }
    assert {name for name in verbs if f"`{name}`" not in section("Verbs")} == set()


def test_every_table_is_listed():
    assert {name for name in metadata.tables if f"`{name}`" not in section("Tables")} == set()


def test_every_permission_that_is_asked_for_is_listed():
    asked: set[str] = set()
    for path in (*SERVICE.rglob("*.py"), *SERVICE.rglob("*.html")):
        asked |= set(re.findall(r"(?:Needs|may)\(\"([a-z_.]+)\"\)", path.read_text()))
    assert {name for name in asked if f"`{name}`" not in section("Permissions")} == set()
