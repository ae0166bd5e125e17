"""What a visitor is answered for an inquiry that was accepted, by JSON doors."""

from typing import Any

from services.widget.intake.reception import Reception
from services.widget.intake.storing import Receipt


def promise(reception: Reception, receipt: Receipt) -> dict[str, Any]:
    """Its reference and link; files that were not kept are named."""
    promised = {
        "reference": receipt.reference,
        "public_token": receipt.public_token,
        "public_url": reception.public_address(receipt.public_token),
        "status": "received",
    }
    return promised | {"refused_files": receipt.refused_files} if receipt.refused_files else promised
