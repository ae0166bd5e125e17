"""What only the version before reads and writes. The next version drops it."""

RETIRED = frozenset({"desk_totals"})
"""Tables, and columns of tables."""
