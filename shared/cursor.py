"""Opaque cursors: where a list goes on, as text that callers only hand back."""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from typing import Any

from pydantic_core import from_json, to_json

from shared.errors import Invalid


def to_cursor(*position: Any) -> str:
    """The sort key of the last row shown, as a cursor."""
    return urlsafe_b64encode(to_json(position)).rstrip(b"=").decode()


def from_cursor(cursor: str, length: int) -> list[Any]:
    """The sort key inside, `length` values; raises Invalid for what is no cursor of ours."""
    try:
        position = from_json(urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
    except ValueError:
        position = None
    if not isinstance(position, list) or len(position) != length:
        raise Invalid("the cursor is not one of ours", [{"field": "cursor", "message": "unknown cursor"}])
    return position
