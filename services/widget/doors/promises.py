"""What a visitor is told by JSON doors: of a desk, and of an inquiry that was accepted."""

from collections.abc import Sequence
from typing import Any

from services.widget.intake.reception import Reception
from services.widget.intake.storing import Receipt
from services.widget.queries.desks import WidgetDesk
from services.widget.queries.tickets import PublicTicket
from shared.contracts.custom_fields import TypedField
from shared.contracts.parts import Priority

TOLD_OF_DESK = ("name", "description", "color", "language", "active", "categories")
TOLD_OF_FIELDS = {"key", "name", "kind", "choices", "required"}


def described(desk: WidgetDesk) -> dict[str, Any]:
    """What the widget needs to show a desk's form."""
    return {name: getattr(desk.state, name) for name in TOLD_OF_DESK} | {
        "help_content": desk.help_content,
        "attachments": desk.attachments,
        "max_file_bytes": desk.max_file_bytes,
        "priorities": list(Priority),
        "fields": [field.model_dump(include=TOLD_OF_FIELDS) for field in desk.fields],
        "answers_by_mail": desk.has_mailbox,
    }


def promise(reception: Reception, receipt: Receipt) -> dict[str, Any]:
    """Its reference and link; files that were not kept are named."""
    promised = {
        "reference": receipt.reference,
        "public_token": receipt.public_token,
        "public_url": reception.public_address(receipt.public_token),
        "status": "received",
    }
    return promised | {"refused_files": receipt.refused_files} if receipt.refused_files else promised


def goes_on(reception: Reception, ticket: PublicTicket) -> dict[str, Any]:
    """The ticket that a customer's answer to one that is over became, with its link if it has one."""
    onward = ticket.goes_on_in
    if onward is None:
        return {}
    if onward.sealed_token is None:
        return {"number": onward.number}
    token = reception.sealer.open(onward.sealed_token)
    url = reception.public_address(token)
    return {"number": onward.number, "public_token": token, "public_url": url}


def told(fields: Sequence[TypedField]) -> list[dict[str, Any]]:
    """What customers gave for fields of the desk's own."""
    return [field.model_dump(exclude={"id"}) for field in fields]
