"""Mails that broke their reader are kept, so that they can be read again."""

from pathlib import Path
from typing import NamedTuple

FOLDER = Path(".data/fuzz")


class Bad(NamedTuple):
    """A mail that its reader did not bear, and what happened."""

    seed: int
    number: int
    why: str
    content: bytes


def keep(bad: Bad, folder: Path = FOLDER) -> str:
    """Writes it, and says how to run it again."""
    folder.mkdir(parents=True, exist_ok=True)
    file = folder / f"{bad.seed}-{bad.number}.eml"
    file.write_bytes(bad.content)
    return f"mail {bad.number}: {bad.why}. Again: helpdesk mail parse {file}"
