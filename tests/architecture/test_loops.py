"""Every endless loop that outlives errors looks whether it was cancelled: a stop waits for its end."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


def outliving(tree: ast.AST) -> Iterator[ast.While]:
    """The endless loops of a module that catch whatever goes wrong inside and go on."""
    loops = [node for node in ast.walk(tree) if isinstance(node, ast.While)]
    endless = [each for each in loops if isinstance(each.test, ast.Constant) and each.test.value]
    yield from (each for each in endless if any(_catches_all(node) for node in ast.walk(each)))


def _catches_all(node: ast.AST) -> bool:
    return isinstance(node, ast.ExceptHandler) and "Exception" in (
        ast.unparse(node.type) if node.type else "Exception"
    )


def heeds(loop: ast.While) -> bool:
    """Whether the loop looks, before it does anything or after what went wrong."""
    return any(
        isinstance(each, ast.Expr) and ast.unparse(each) == "heed_cancellation()" for each in ast.walk(loop)
    )


def modules() -> list[Path]:
    return sorted(
        path
        for folder in ("shared", "services")
        for path in (ROOT / folder).rglob("*.py")
        if "while True" in path.read_text()
    )


@pytest.mark.parametrize("path", modules(), ids=lambda path: str(path.relative_to(ROOT)))
def test_an_endless_loop_heeds_its_cancellation(path: Path):
    careless = [loop.lineno for loop in outliving(ast.parse(path.read_text())) if not heeds(loop)]
    assert careless == []


def test_a_loop_that_only_goes_on_is_found():
    planted = (
        "while True:\n    try:\n        await look()\n    except Exception as error:\n        note(error)\n"
    )
    assert [heeds(loop) for loop in outliving(ast.parse(planted))] == [False]
