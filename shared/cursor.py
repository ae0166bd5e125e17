"""Opaque cursors: where a list goes on, as text that callers only hand back."""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from functools import cache
from typing import Any
from zlib import crc32

from pydantic import TypeAdapter
from pydantic_core import from_json, to_json

from shared.errors import Invalid

LONGEST = 2000


def to_cursor(of: str, *position: Any) -> str:
    """The sort key of the last row shown, as a cursor; `of` names the list, its order and what narrows it down."""
    return urlsafe_b64encode(to_json((_mark(of), *position))).rstrip(b"=").decode()


def from_cursor(cursor: str, of: str, *types: Any) -> list[Any]:
    """The sort key inside, one value of each of `types`; raises Invalid for what is no cursor of this very list."""
    try:
        if len(cursor) > LONGEST:
            raise ValueError("longer than any of ours")
        position = from_json(urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
        if not isinstance(position, list) or position[:1] != [_mark(of)]:
            raise ValueError("made for another list")
        return [_reader(kind).validate_python(value) for kind, value in zip(types, position[1:], strict=True)]
    except (ValueError, RecursionError) as error:
        problem = [{"field": "cursor", "message": "unknown cursor"}]
        raise Invalid("the cursor is not one of this list", problem) from error


def _mark(of: str) -> str:
    # Not a secret: it tells mistakes apart, and does not grow with what it stands for.
    return f"{crc32(of.encode()):08x}"


@cache
def _reader(kind: Any) -> TypeAdapter[Any]:
    return TypeAdapter(kind)
