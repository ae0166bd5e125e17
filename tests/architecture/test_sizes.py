"""The house keeps files under 250 lines and functions under 25; far beyond that the build fails."""

import ast
from pathlib import Path

import pytest

PROJECT = Path(__file__).parents[2]
LONGEST_FILE = 400
LONGEST_FUNCTION = 40
FILES = sorted(
    path for folder in ("services", "shared", "tests") for path in (PROJECT / folder).rglob("*.py")
)  # fmt: skip


def long_functions(source: str) -> list[str]:
    functions = (
        node
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    )
    return [
        f"{node.name} in line {node.lineno}"
        for node in functions
        if (node.end_lineno or node.lineno) - node.lineno + 1 > LONGEST_FUNCTION
    ]


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(PROJECT)))
def test_a_file_and_its_functions_are_short(path: Path) -> None:
    source = path.read_text()
    assert source.count("\n") <= LONGEST_FILE
    assert long_functions(source) == []


def test_a_long_function_would_be_found() -> None:
    source = "async def long():\n" + "    pass\n" * LONGEST_FUNCTION
    assert long_functions(source) == ["long in line 1"]
