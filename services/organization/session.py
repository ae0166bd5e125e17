"""The session's cookie: a signed token that scripts cannot read."""

from fastapi import Request, Response

from shared.auth import SESSION_LIVES, Gate, TokenMaker
from shared.contracts.parts import PersonState


def put_session(request: Request, response: Response, person: PersonState) -> None:
    """Sign `person` in with a new token; an earlier one of this browser is not used again."""
    tokens: TokenMaker = request.app.state.tokens
    token = tokens.issue(person)
    response.set_cookie(**_cookie(request), value=token, max_age=int(SESSION_LIVES.total_seconds()))


def drop_session(request: Request, response: Response) -> None:
    """Let the browser forget it."""
    response.delete_cookie(**_cookie(request))


def _cookie(request: Request) -> dict:
    gate: Gate = request.app.state.gate
    secure = gate.cookie.startswith("__Host-")
    return {"key": gate.cookie, "path": "/", "httponly": True, "samesite": "lax", "secure": secure}
