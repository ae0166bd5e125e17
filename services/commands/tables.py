"""Where the commands print their tables."""

import sys

from rich.console import Console

WIDE = 250


def paper() -> Console:
    """Standard output: as wide as the terminal, or wide enough for one line per row in a file or a pipe."""
    return Console(width=None if sys.stdout.isatty() else WIDE)
