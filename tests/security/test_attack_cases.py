"""Every attack of the list is tried in three variants or more, and is told of in docs/security.md as it is."""

import ast
import json
import re
import subprocess
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from tests.security.counting import SAYS

ROOT = Path(__file__).resolve().parents[2]
PAGE = (ROOT / "docs" / "security.md").read_text()
CASES = [f"A{number}" for number in range(1, 36)]
NOT_HERE = {"A18"}
"""What there is no door for: no table is exported. Whoever builds one takes its number off this list."""

ROW = re.compile(r"^\| (A\d+) \| (.+) \| (.+) \| (.+) \|$", re.MULTILINE)
LINK = re.compile(r"\]\(([^)]+)\)")
FEWEST = 3


@cache
def variants() -> dict[str, int]:
    """How many tests try each case, those with parameters once for each."""
    command = [
        sys.executable,
        "-m",
        "pytest",
        "--collect-only",
        "-qq",
        "-p",
        "tests.security.counting",
        "tests",
    ]
    said = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True, timeout=290).stdout
    (line,) = [line for line in said.splitlines() if line.startswith(SAYS)]
    return json.loads(line.removeprefix(SAYS))


def rows() -> dict[str, tuple[str, str, str]]:
    """What the page says of each case: what is tried, where it is stopped, which tests hold it."""
    return {found[1]: (found[2], found[3], found[4]) for found in ROW.finditer(PAGE)}


def marked(path: Path) -> Iterator[str]:
    """The cases that a file of tests has a mark of."""
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "attack":
            yield from (str(each.value) for each in node.args if isinstance(each, ast.Constant))


@pytest.mark.parametrize("case", [case for case in CASES if case not in NOT_HERE])
def test_each_attack_is_tried_in_three_variants(case: str):
    assert variants().get(case, 0) >= FEWEST


def test_no_mark_names_a_case_that_is_not_listed():
    assert set(variants()) == set(CASES) - NOT_HERE


def test_the_page_has_every_case_once():
    assert list(rows()) == CASES
    assert len(ROW.findall(PAGE)) == len(CASES)


@pytest.mark.parametrize("case", CASES)
def test_what_the_page_names_is_there_and_holds_the_case(case: str):
    _, stopped, tests = rows()[case]
    for name in LINK.findall(stopped + tests):
        assert (ROOT / "docs" / name).resolve().exists(), name
    held = [(ROOT / "docs" / name).resolve() for name in LINK.findall(tests)]
    assert all(case in marked(each) for each in held)
    assert case in NOT_HERE or held
