"""Figures as they are shown and kept."""

import json
from dataclasses import asdict, dataclass
from pathlib import Path

from rich.console import Console
from rich.table import Table

console = Console(stderr=True)
FILE = Path(".data/bench.json")


@dataclass(frozen=True, slots=True)
class Figure:
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


def show(figures: list[Figure]) -> None:
    """The table on the screen, and the file."""
    table = Table("Work", "Figure", "Unit", "Comparison in the same run", "Goal", "Met")
    for each in figures:
        table.add_row(
            each.work, f"{each.figure:,}", each.unit, each.comparison, each.goal, "yes" if each.met else "NO"
        )
    Console().print(table)
    FILE.parent.mkdir(exist_ok=True)
    FILE.write_text(json.dumps([asdict(each) for each in figures], indent=2))
