"""The addresses of tickets' public pages."""

from collections.abc import Mapping
from typing import Any

from cachetools import LRUCache, cached

from shared.secrets import Sealer

OPENED = 10_000
"""Tokens kept opened in memory."""


class PublicLinks:
    """Opens the sealed tokens of rows that have one."""

    def __init__(self, public_url: str, sealer: Sealer) -> None:
        self._public_url = public_url
        # A list opens fifty; opening one takes as long as all the rest of its row.
        self._open = cached(LRUCache[bytes, str](maxsize=OPENED))(sealer.open)

    def address(self, row: Mapping[str, Any]) -> str | None:
        """The address of a ticket's public page, if it has one."""
        if not row["sealed_token"]:
            return None
        return f"{self._public_url}/helpdesk/ticket/{self._open(row['sealed_token'])}"
