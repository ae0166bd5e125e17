"""Whether this task holds a transaction: slow work outside the database must not be done meanwhile.

A transaction that waits for an object store or a mail server keeps a connection from everybody else and locks from
whoever needs the same rows.
"""

from contextvars import ContextVar, Token

_open_units: ContextVar[int] = ContextVar("open_units", default=0)


class HeldTransaction(RuntimeError):
    """Slow work was begun inside a unit of work: a mistake in the code."""


def begin_holding() -> Token[int]:
    """A unit of work begins in this task."""
    return _open_units.set(_open_units.get() + 1)


def end_holding(token: Token[int]) -> None:
    """It is over."""
    _open_units.reset(token)


def hold_nothing(work: str) -> None:
    """Called by what may take long; raises HeldTransaction inside a unit of work."""
    if _open_units.get():
        raise HeldTransaction(f"{work} inside an open transaction")
