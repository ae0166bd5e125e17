"""What people type, made fit to store, with the refusals of this service."""

from collections.abc import Callable, Mapping
from typing import Any

from services.organization.domain.errors import FieldRefused
from shared import text as writing

Rules = Mapping[str, Callable[[Any], Any]]
"""By the name of a field, what makes it fit to store."""


def cleaned(facts: Mapping[str, Any], rules: Rules) -> dict[str, Any]:
    """`facts`, each by the rule of its name; what has no rule stays as it is."""
    return {name: rules[name](value) if name in rules else value for name, value in facts.items()}


def one_line(field: str, text: str, longest: int, required: bool = True) -> str:
    """`text` on one line without control characters; `field` names it in the refusal."""
    line = writing.one_line(text)
    if writing.shows_nothing(line):
        if required:
            raise FieldRefused(field, f"The {field} must not be empty")
        return ""
    return _not_longer(field, line, longest)


def paragraphs(field: str, text: str, longest: int) -> str:
    """`text` with its lines kept."""
    clean = writing.paragraphs(text)
    return "" if writing.shows_nothing(clean) else _not_longer(field, clean, longest)


def _not_longer(field: str, text: str, longest: int) -> str:
    if len(text) > longest:
        raise FieldRefused(field, f"The {field} is longer than {longest} characters")
    return text
