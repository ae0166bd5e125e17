"""`{{name}}` in templates: which names are there, and how what stands there for the sake of a value goes with it.

There is nothing else in such a template, so a value that is put in can say nothing to whoever fills it.
"""

import re
from collections.abc import Callable, Collection
from functools import reduce

PLACEHOLDER = re.compile(r"\{\{([^{}]*)\}\}")

GAP = "\x03"
"""Stands for a value that is not there. No template has it: control signs are taken out before."""

BLANKS = " \t"
CLOSE = ",.;…"
"""Signs that no blank comes before."""

APART = ":!?"
"""Signs that have a blank before them in some languages."""

PAIRS = {"()", "“”", "„”", "„“", "«»", '""'}


def names_in(template: str) -> list[str]:
    """The names that stand in a template, in order, each as often as it does."""
    return [each.strip() for each in PLACEHOLDER.findall(template)]


def unknown_in(template: str, known: Collection[str]) -> list[tuple[str, int]]:
    """What is none of the `known` names, as it was typed, with where it first stands."""
    found = {
        f"{{{{{each[1].strip()}}}}}": each.start()
        for each in reversed(list(PLACEHOLDER.finditer(template)))
        if each[1].strip() not in known
    }
    # What is left of braces was meant as a variable, too. Line ends keep the places and belong to no name.
    rest = PLACEHOLDER.sub(lambda each: "\n" * len(each[0]), template)
    broken = re.finditer(r"\{\{[^\n{}]{0,40}|[^\n{}]{0,40}\}\}", rest)
    found |= {each[0]: each.start() for each in reversed(list(broken))}
    return sorted(found.items(), key=lambda each: each[1])


def told(template: str, name: str, at: int) -> dict[str, str]:
    """The error about a variable, with where it first stands: line and column count from 1."""
    line, column = template.count("\n", 0, at) + 1, at - template.rfind("\n", 0, at)
    said = f"Unknown variable {name} in line {line}, column {column}"
    return {"message": said, "line": str(line), "column": str(column)}


def without_gaps(text: str, is_empty: Callable[[str], bool]) -> str:
    """`text` without the placeholders whose names have no value: nobody is greeted with a blank, in any language."""
    marked = PLACEHOLDER.sub(lambda found: GAP if is_empty(found[1].strip()) else found[0], text)
    return reduce(_joined, marked.split(GAP))


def _joined(before: str, after: str) -> str:
    """Both sides of a gap as one would write them had there never been a name."""
    left, right = before.rstrip(BLANKS), after.lstrip(BLANKS)
    while left[-1:] + right[:1] in PAIRS:
        before, after = left[:-1], right[1:]
        left, right = before.rstrip(BLANKS), after.lstrip(BLANKS)
    if _ends_line(left[-1:]):
        right = right.lstrip(CLOSE + APART + BLANKS)
        # A line of nothing else is no line.
        return left + (right.removeprefix("\n") if _ends_line(right[:1]) else right)
    if _ends_line(right[:1]):
        return left + right
    if right[0] in CLOSE + APART:
        # `Hello {{name}},` and `Hello, {{name}}!`
        return left.rstrip("," + BLANKS) + (right if right[0] in CLOSE else after)
    # Between words one blank is enough.
    return f"{left} {right}" if before[-1] in BLANKS and after[0] in BLANKS else before + after


def _ends_line(sign: str) -> bool:
    return sign in ("", "\n")
