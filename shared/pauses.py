"""How long to leave alone what did not work: longer each time, up to a limit."""

MOST_DOUBLINGS = 32
"""More than any pause is long. Things go wrong so often that the power itself would be no float any more."""


def doubled(first: float, times: int, longest: float) -> float:
    """Seconds: the first pause doubled so many times, and no longer than the longest."""
    return min(first * 2 ** min(times, MOST_DOUBLINGS), longest)
