"""What people type, made fit to store, with the refusals of this service."""

from services.organization.domain.errors import FieldRefused
from shared import text as writing


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
