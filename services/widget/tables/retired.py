"""What only the version before reads and writes; triggers of `widget_0005` keep it in step. The next version drops it."""

RETIRED = frozenset({"desks", "comments", "submissions.refused"})
"""Tables, and columns of tables. `tickets` is a view of `known_tickets`."""
