"""What somebody may do is asked by permission: whoever compares a role would leave out the roles there will be."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from shared.contracts.permissions import PERMISSIONS

PROJECT = Path(__file__).parents[2]
MAY_COMPARE = {
    "services/organization/domain/person.py": "rank between roles",
    "services/organization/domain/roles.py": "rank between roles",
    "services/organization/uow.py": "the last owner stays one",
    "shared/contracts/permissions.py": "the table of what roles bring",
    "shared/people.py": "the same table, as SQL",
}
ASKING = {"may", "check", "holds", "roles_with", "Needs", "PageNeeds"}
TAG = re.compile(r"{[{%].*?[%}]}", re.DOTALL)
IN_TAG = re.compile(
    r"\brole\b\s*(==|!=|in\b|not in\b)|(==|!=|\bin)\s*[\w.]*\brole\b|\bis_(admin|agent|owner)\b"
)


def files(kind: str) -> Iterator[tuple[str, str]]:
    for folder in ("services", "shared"):
        for path in sorted((PROJECT / folder).rglob(f"*.{kind}")):
            if "node_modules" not in path.parts and "vendor" not in path.parts:
                yield path.relative_to(PROJECT).as_posix(), path.read_text()


def comparing(source: str) -> Iterator[str]:
    """Lines that judge somebody by their role: comparisons, look-ups in tables of roles, conditions of SQL."""
    for node in ast.walk(ast.parse(source)):
        match node:
            case ast.Compare():
                judged = [node.left, *node.comparators]
            case ast.Call(func=ast.Attribute(attr="in_" | "not_in", value=value)):
                judged = [value]
            case ast.Subscript(slice=key):
                judged = [key]
            case ast.Match(subject=subject):
                judged = [subject]
            case ast.Attribute(attr="is_admin" | "is_agent" | "is_owner"):
                yield f"{node.attr} in line {node.lineno}"
                continue
            case _:
                continue
        if any(isinstance(each, ast.Attribute) and each.attr == "role" for each in judged):
            yield f"role in line {node.lineno}"


def comparing_in_page(source: str) -> list[str]:
    return [found for found in TAG.findall(source) if IN_TAG.search(found)]


def asked_for(source: str) -> Iterator[str]:
    """The permissions that a module asks for by name."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call):
            name = getattr(node.func, "attr", getattr(node.func, "id", ""))
            texts = [each.value for each in node.args if isinstance(each, ast.Constant)]
            yield from (text for text in texts if name in ASKING and isinstance(text, str))
        if isinstance(node, ast.Compare) and "permissions" in ast.unparse(node.comparators[0]):
            name = getattr(node.left, "value", None)
            yield from [name] if isinstance(name, str) else []


def asked_for_in_page(source: str) -> list[str]:
    return re.findall(r"\.may\(\"([^\"]*)\"\)", source)


def test_nobody_is_judged_by_their_role():
    found = {path: [*comparing(source)] for path, source in files("py") if path not in MAY_COMPARE}
    assert {path: lines for path, lines in found.items() if lines} == {}


def test_no_page_compares_a_role():
    found = {path: comparing_in_page(source) for path, source in files("html")}
    assert {path: lines for path, lines in found.items() if lines} == {}


def test_every_permission_asked_for_is_one_and_every_one_is_asked_for():
    asked = {name for _, source in files("py") for name in asked_for(source)}
    asked |= {name for _, source in files("html") for name in asked_for_in_page(source)}
    assert asked == set(PERMISSIONS)


def test_where_roles_are_compared_they_still_are():
    sources = dict(files("py"))
    for path in MAY_COMPARE:
        assert re.search(r"\brole\b", sources[path]), f"{path} has no more reason to be excepted"


@pytest.mark.parametrize(
    "line",
    [
        'if person.role == "admin": ...',
        'if "guest" != asker.role: ...',
        "if person.role not in TEAM: ...",
        "query.where(people.c.role.in_(TEAM))",
        "query.where(~people.c.role.not_in(TEAM))",
        "allowed = RIGHTS[person.role]",
        "if person.is_admin: ...",
        "match person.role:\n    case _: ...",
    ],
)
def test_a_planted_comparison_would_be_found(line: str):
    assert list(comparing(line)) != []


@pytest.mark.parametrize(
    "line",
    [
        '{% if shell.person.role != "guest" %}',
        '{{ "x" if person.role == "admin" }}',
        '{% if "admin" == person.role %}',
        "{% if person.role in team %}",
        "{% if is_admin %}",
    ],
)
def test_a_planted_comparison_in_a_page_would_be_found(line: str):
    assert comparing_in_page(line) != []


def test_what_only_shows_a_role_is_no_comparison():
    assert list(comparing("Person(asker.name, asker.role)\nif role is Role.WEB: ...")) == []
    shown = '{{ select("Role", "role", roles, form.values.get("role", person.role)) }}<i role="log">{{ p.role|title }}</i>'
    assert comparing_in_page(shown) == []


def test_a_planted_slip_would_be_found():
    assert list(asked_for('Needs("ticket.raed")\n')) == ["ticket.raed"]
    assert list(asked_for('if "ticket.raed" in person.permissions: ...')) == ["ticket.raed"]
    assert asked_for_in_page('{% if shell.person.may("ticket.raed") %}') == ["ticket.raed"]
