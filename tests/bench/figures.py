"""Figures as they are shown and kept."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from rich.console import Console
from rich.table import Table

console = Console(stderr=True)
FILE = Path(".data/bench.json")


class Figure(NamedTuple):
    """One measured figure; `comparison` was measured in the same run, `met` compares with `goal`."""

    work: str
    figure: float
    unit: str
    comparison: str
    goal: str
    met: bool


def at_least(work: str, figure: float, unit: str, goal: float, comparison: str) -> Figure:
    """A figure that must not be below its goal."""
    return Figure(work, round(figure, 1), unit, comparison, f">= {goal:g}", figure >= goal)


def at_most(work: str, figure: float, unit: str, goal: float, comparison: str) -> Figure:
    """A figure that must not be above its goal."""
    return Figure(work, round(figure, 2), unit, comparison, f"<= {goal:g}", figure <= goal)


def none_refused(work: str, answered: int, refused: Sequence[bytes]) -> Figure:
    """How many requests of a row were refused or broke off: a figure like others, which spoils no other."""
    told = f"{answered:,} answered" + (f", first refusal {refused[0][:120]!r}" if refused else "")
    return Figure(f"{work}: refused", len(refused), "requests", told, "<= 0", not refused)


def keep(figures: Sequence[Figure]) -> None:
    """Write what has been measured so far: whatever comes later, this stays."""
    FILE.parent.mkdir(exist_ok=True)
    draft = FILE.with_suffix(".draft")
    draft.write_text(json.dumps([each._asdict() for each in figures], indent=2))
    draft.replace(FILE)


def show(figures: Sequence[Figure]) -> None:
    """The table on the screen."""
    table = Table("Work", "Figure", "Unit", "Comparison in the same run", "Goal", "Met")
    for each in figures:
        table.add_row(
            each.work, f"{each.figure:,}", each.unit, each.comparison, each.goal, "yes" if each.met else "NO"
        )
    Console().print(table)
