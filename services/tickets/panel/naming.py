"""What people are called on pages."""

from collections.abc import Mapping
from typing import Any

from shared.addresses import shown_address


def called(*names: str | None, otherwise: str) -> str:
    """The first of `names` that is given; one that is an address is shown in its owner's letters."""
    return shown_address(next((name for name in names if name), otherwise))


def requester_of(ticket: Mapping[str, Any], otherwise: str = "Requester") -> str:
    """Whoever asked: by name, else by address."""
    return called(ticket["requester_name"], ticket["requester_email"], otherwise=otherwise)
