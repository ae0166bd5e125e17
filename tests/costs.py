"""What a piece of work costs a processor, on a machine that others share."""

import time
from collections.abc import Callable

TRIES = 5
USUAL = 0.06
"""Seconds of a processor for `_yardstick` where nobody else uses it."""


def costs_less(seconds: float, work: Callable[[], object]) -> bool:
    """Whether some try needs less of a processor: whoever shares it makes a try dearer, never cheaper.

    `seconds` are those of a processor that does the yardstick in its usual time: a slower one, or one that others slow down
    all the while, is given as many more as it needs for that.
    """
    return any(seconds_of(work) < seconds * _slowness() for _ in range(TRIES))


def seconds_of(work: Callable[[], object]) -> float:
    """Seconds that one try takes of a processor."""
    began = time.process_time()
    work()
    return time.process_time() - began


def _slowness() -> float:
    return max(1.0, seconds_of(_yardstick) / USUAL)


def _yardstick() -> int:
    return sum(n * n for n in range(1_000_000))
