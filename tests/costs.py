"""What a piece of work costs a processor, on a machine that others share."""

import time
from collections.abc import Callable

TRIES = 5


def costs_less(seconds: float, work: Callable[[], object]) -> bool:
    """Whether some try needs less of a processor: whoever shares it makes a try dearer, never cheaper."""
    return any(seconds_of(work) < seconds for _ in range(TRIES))


def seconds_of(work: Callable[[], object]) -> float:
    """Seconds that one try takes of a processor."""
    began = time.process_time()
    work()
    return time.process_time() - began
