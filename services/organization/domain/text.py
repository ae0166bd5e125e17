"""What people type, made fit to store."""

import unicodedata

from services.organization.domain.errors import FieldRefused


def one_line(field: str, text: str, longest: int, required: bool = True) -> str:
    """`text` on one line without control characters; `field` names it in the refusal."""
    line = " ".join("".join(sign for sign in text if sign.isspace() or _is_kept(sign)).split())
    if required and not line:
        raise FieldRefused(field, f"The {field} must not be empty")
    if len(line) > longest:
        raise FieldRefused(field, f"The {field} is longer than {longest} characters")
    return line


def paragraphs(field: str, text: str, longest: int) -> str:
    """`text` with its lines kept."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n")
    clean = "".join(sign for sign in lines if sign in "\n\t" or _is_kept(sign)).rstrip()
    if len(clean) > longest:
        raise FieldRefused(field, f"The {field} is longer than {longest} characters")
    return clean


def _is_kept(sign: str) -> bool:
    # "Cs" are halves of surrogate pairs: they come in by JSON escapes and cannot be written as UTF-8.
    return unicodedata.category(sign) not in {"Cc", "Cs"}
