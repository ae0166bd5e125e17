"""The mail catcher's JSON; only there where it runs."""

from typing import Any

from fastapi import APIRouter, Request

router = APIRouter(prefix="/dev/mail/messages", tags=["development"])


@router.get("")
async def list_mails(request: Request) -> dict[str, Any]:
    """What was caught, the newest first."""
    return {"items": [mail.shown for mail in request.app.state.catcher.mails]}


@router.delete("", status_code=204)
async def empty(request: Request) -> None:
    """Forget it all."""
    request.app.state.catcher.empty()
