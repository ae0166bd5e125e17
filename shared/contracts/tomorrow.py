"""What a newer writer may say: a word that this version does not know is no reason to lose an event."""

from collections.abc import Callable
from enum import StrEnum
from typing import Any, TypeVar

from pydantic import ValidationError, ValidatorFunctionWrapHandler, WrapValidator

E = TypeVar("E", bound=StrEnum)
LONGEST = 50


def kept(kind: type[E] | None = None) -> WrapValidator:
    """For copies of facts: an unknown word stays as it is, and is equal to none that is known."""
    return _tolerant(lambda word: unknown(kind, word) if kind else word)


def or_else(default: StrEnum) -> WrapValidator:
    """For wishes: what cannot be granted as it is said is granted as if nothing had been said."""
    return _tolerant(lambda _: default)


def _tolerant(instead: Callable[[str], Any]) -> WrapValidator:
    """Reads `instead` of a word that is not known; what is no word at all stays wrong."""

    def read(value: Any, handler: ValidatorFunctionWrapHandler) -> Any:
        try:
            return handler(value)
        except ValidationError:
            if not _is_word(value):
                raise
            return instead(value)

    return WrapValidator(read)


def unknown(kind: type[E], word: str) -> E:
    """A member of `kind` that is none of its own: it compares, is stored and is sent on as `word`."""
    member = str.__new__(kind, word)
    member._name_, member._value_ = "UNKNOWN", word
    return member


def _is_word(value: Any) -> bool:
    return isinstance(value, str) and 0 < len(value) <= LONGEST and value.isidentifier()
