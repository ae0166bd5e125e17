"""What only the version before reads and writes; triggers of `notifications_0007` keep it in step. The next version drops it."""

RETIRED = frozenset({"known_tickets.sealed_token"})
"""Columns of tables."""
