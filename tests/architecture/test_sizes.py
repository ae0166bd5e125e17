"""Short files and short functions: what does not fit is cut where it has parts."""

import ast
from collections.abc import Iterator
from pathlib import Path

PROJECT = Path(__file__).parents[2]
LONGEST_FILE = 250
LONGEST_FUNCTION = 25
"""Lines from the first statement behind the docstring to the last."""


def sources() -> Iterator[tuple[str, str]]:
    """Every Python file of ours, by its path."""
    for folder in ("services", "shared", "tests"):
        for path in sorted((PROJECT / folder).rglob("*.py")):
            if "node_modules" not in path.parts:
                yield str(path.relative_to(PROJECT)), path.read_text()


def too_long(path: str, source: str) -> Iterator[str]:
    """What is longer than it may be."""
    if (lines := source.count("\n")) > LONGEST_FILE:
        yield f"{path}: {lines} lines"
    for node in ast.walk(ast.parse(source)):
        if (
            isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
            and (lines := _body(node)) > LONGEST_FUNCTION
        ):
            yield f"{path}:{node.lineno}: {node.name} has {lines} lines"


def _body(node: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    told = 1 if ast.get_docstring(node) and len(node.body) > 1 else 0
    return (node.end_lineno or 0) - node.body[told].lineno + 1


def test_files_and_functions_are_short() -> None:
    assert [each for path, source in sources() for each in too_long(path, source)] == []


def test_what_is_too_long_would_be_found() -> None:
    long = "async def long():\n" + "    pass\n" * (LONGEST_FUNCTION + 1)
    assert list(too_long("a.py", long)) == ["a.py:1: long has 26 lines"]
    assert list(too_long("a.py", long.replace("    pass\n", '    """Told."""\n', 1))) == []
    assert list(too_long("a.py", "\n" * 251)) == ["a.py: 251 lines"]
