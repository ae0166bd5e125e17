"""Known devices: browsers in which somebody has signed in before (OWASP, "Slow down guessing with device cookies").

The cookie lets nobody in. It only says that attempts to sign in as this one person are not a stranger's.
"""

import hmac
from datetime import timedelta
from hashlib import sha256
from secrets import token_urlsafe
from typing import Any

from fastapi import Request, Response

from shared.addresses import person_key
from shared.auth import Gate

COOKIE = "helpdesk_device"
LASTS = timedelta(days=180)


def known_device(request: Request, email: str) -> str:
    """The device's own text if `email`'s owner has signed in here before, else an empty one."""
    nonce, _, signature = request.cookies.get(_cookie(request)["key"], "").partition(".")
    is_ours = hmac.compare_digest(signature.encode(), _signature(request, nonce, email).encode())
    return nonce if nonce and is_ours else ""


def remember_device(request: Request, response: Response, email: str) -> None:
    """Know this browser from now on."""
    nonce = known_device(request, email) or token_urlsafe(16)
    value = f"{nonce}.{_signature(request, nonce, email)}"
    response.set_cookie(**_cookie(request), value=value, max_age=int(LASTS.total_seconds()))


def _signature(request: Request, nonce: str, email: str) -> str:
    key = request.app.state.settings.files_key.get_secret_value()
    said = f"device\0{nonce}\0{person_key(email)}".encode()
    return hmac.new(key.encode(), said, sha256).hexdigest()


def _cookie(request: Request) -> dict[str, Any]:
    gate: Gate = request.app.state.gate
    secure = gate.cookie.startswith("__Host-")
    name = f"__Host-{COOKIE}" if secure else COOKIE
    return {"key": name, "path": "/", "httponly": True, "samesite": "lax", "secure": secure}
