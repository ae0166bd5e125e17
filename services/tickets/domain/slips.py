"""Words that are one slip apart: a letter too many, too few, wrong, or two of them in each other's place."""

SHORTEST = 5
"""Letters of a word that may be a slip of another one; shorter ones are near to far too many."""


def is_slip_of(typed: str, word: str) -> bool:
    """Whether somebody who typed `typed` may have meant `word`, or what it begins with; both folded."""
    ends = {len(word), *(n for n in range(len(typed) - 1, len(typed) + 2) if n <= len(word))}
    return any(_apart(typed, word[:end]) for end in ends)


def _apart(a: str, b: str) -> bool:
    if abs(len(a) - len(b)) > 1:
        return False
    same = 0
    while same < min(len(a), len(b)) and a[same] == b[same]:
        same += 1
    rest, other = a[same:], b[same:]
    swapped = rest[1::-1] + rest[2:]
    return other in (rest[1:], swapped) or rest == other[1:] or rest[1:] == other[1:]
