"""What becomes of a mail that is tried once, by what its server does: the state, what its reason says, the sink's modes."""

ENDS = {
    ("sent", ""): ("", "drop after 250"),
    ("queued", "too busy"): ("421",),
    ("queued", "not this one"): ("450", "530"),
    ("queued", "not this mail"): ("451 data",),
    ("queued", ""): ("drop before", "hang before"),
    ("failed", "not this one"): ("550",),
    ("failed", "not this mail"): ("554 data",),
    ("unknown", "handed over"): ("drop after data", "hang after data"),
}
OUTCOMES = [(mode, *end) for end, modes in ENDS.items() for mode in modes]
TAKEN = ("sent", "unknown")
"""The states in which the server has the mail."""


def end_of(state: str, recovers: bool) -> str:
    """Where a mail is at last: only one that waits is tried again, for as long as a day."""
    if state != "queued":
        return state
    return "sent" if recovers else "failed"
