"""What stands in a template for the sake of a value goes with it: nobody is greeted with a blank, in any language."""

import re
from collections.abc import Callable
from functools import reduce

GAP = "\x03"
"""Stands for a value that is not there. No template has it: control signs are taken out before."""

BLANKS = " \t"
CLOSE = ",.;…"
"""Signs that no blank comes before."""

APART = ":!?"
"""Signs that have a blank before them in some languages."""

PAIRS = {"()", "“”", "„”", "„“", "«»", '""'}


def without_gaps(text: str, placeholder: re.Pattern[str], is_empty: Callable[[str], bool]) -> str:
    """`text` without the placeholders whose names have no value."""
    marked = placeholder.sub(lambda found: GAP if is_empty(found[1].strip()) else found[0], text)
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
