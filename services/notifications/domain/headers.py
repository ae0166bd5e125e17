"""What may stand in one line of a mail's head: nothing that ends the line, nothing that turns it."""

from shared.text import one_line as any_line

MAX_NAME = 100
"""Characters of a sender's name."""

TURNS = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
"""Embeddings and overrides (Unicode, annex 9): in a list of mails they hide or reverse what follows."""


def one_line(text: str) -> str:
    """`text` with every run of white space made one space, without control and turning signs."""
    return any_line("".join(sign for sign in text if sign not in TURNS))
