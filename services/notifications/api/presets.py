"""The providers that a mailbox can be set up with by name."""

from typing import Any

from fastapi import APIRouter

from services.notifications.doors.given import DeskManager
from services.notifications.mail_servers.presets import PRESETS

router = APIRouter(prefix="/api/mail/presets", tags=["mailboxes"])


@router.get("")
async def list_presets(manager: DeskManager) -> dict[str, Any]:
    """Servers, address of the token server and scope of each; whoever uses one brings a client and a refresh token."""
    return {"items": PRESETS, "next_cursor": None}
