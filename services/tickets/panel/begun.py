"""What somebody has begun to write and the server keeps, put into the composer: a reply that was taken back."""

from typing import Any

from services.tickets.domain.errors import NoDraft
from services.tickets.panel.acting import TEXTS, Acting
from services.tickets.panel.refusal import NOTHING_REFUSED, Refusal
from services.tickets.panel.shell import own_uow
from services.tickets.use_cases import drafts


async def begun(acting: Acting) -> tuple[Refusal, dict[str, Any]]:
    """The person's own reply as the composer shows it, and its files; nothing where there is none."""
    async with own_uow(acting.request) as uow:
        try:
            draft = await drafts.find(uow, *acting.at, "reply")
        except NoDraft:
            return NOTHING_REFUSED, {}
    return Refusal(TEXTS["comment"], {"comment": draft.row.body}), {"comment": draft.attachments}
