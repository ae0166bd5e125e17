"""No UPDATE or DELETE takes locked rows from a plain subquery, which may run once per row (`shared/claiming.py`)."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
IN_SQL = re.compile(
    r"\bIN\s*\(\s*SELECT\b(?:(?!\)\s*(?:RETURNING|UPDATE|$)).)*\bFOR UPDATE\b", re.DOTALL | re.IGNORECASE
)


def found(tree: ast.AST) -> Iterator[int]:
    """Lines where locked rows stand in an IN, as SQL or as expressions."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and IN_SQL.search(node.value):
            yield node.lineno
    for function in [
        each for each in ast.walk(tree) if isinstance(each, ast.FunctionDef | ast.AsyncFunctionDef)
    ]:
        locked = {ast.unparse(each.targets[0]) for each in _assigned(function) if _locks(each.value)}
        for call in ast.walk(function):
            if (
                isinstance(call, ast.Call)
                and isinstance(call.func, ast.Attribute)
                and call.func.attr == "in_"
            ):
                names = {each.id for each in ast.walk(call) if isinstance(each, ast.Name)}
                if names & locked or _locks(call):
                    yield call.lineno


def _assigned(function: ast.AST) -> list[ast.Assign]:
    return [each for each in ast.walk(function) if isinstance(each, ast.Assign)]


def _locks(value: ast.AST) -> bool:
    """Whether an expression is a query that locks; one that is awaited is rows already."""
    whole = list(ast.walk(value))
    is_rows = any(isinstance(each, ast.Await) for each in whole)
    return not is_rows and any(
        isinstance(each, ast.Attribute) and each.attr == "with_for_update" for each in whole
    )


def modules() -> list[Path]:
    every = [path for folder in ("shared", "services") for path in sorted((ROOT / folder).rglob("*.py"))]
    return [path for path in every if re.search("for.update", path.read_text(), re.IGNORECASE)]


@pytest.mark.parametrize("path", modules(), ids=lambda path: str(path.relative_to(ROOT)))
def test_locked_rows_come_from_a_cte(path: Path):
    assert list(found(ast.parse(path.read_text()))) == []


PLANTED = (
    'CLAIM = """UPDATE t SET a = 1 WHERE id IN (SELECT id FROM t\n ORDER BY id LIMIT 1 FOR UPDATE SKIP LOCKED) RETURNING id"""',
    "def f():\n    old = select(t.id).limit(1).with_for_update(skip_locked=True)\n    delete(t).where(t.id.in_(old))",
    "def f():\n    old = q.with_for_update().scalar_subquery()\n    delete(t).where(t.id.in_(old))",
    "def f():\n    update(t).where(t.id.in_(q.with_for_update(skip_locked=True)))",
)


@pytest.mark.parametrize("planted", PLANTED)
def test_a_plain_one_is_found(planted: str):
    assert len(list(found(ast.parse(planted)))) == 1


def test_rows_that_were_read_are_none():
    read = "async def f():\n    ids = (await s.scalars(q.with_for_update())).all()\n    delete(t).where(t.id.in_(ids))"
    assert list(found(ast.parse(read))) == []
