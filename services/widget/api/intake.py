"""The busiest door: JSON inquiries are read and answered before any framework.

Routing, dependencies and middleware cost several times what storing an inquiry does; see
docs/decisions for the figures. Everything else, and every other form of inquiry, goes on to `app`.
"""

import time
from urllib.parse import parse_qsl

from opentelemetry.trace import SpanKind
from pydantic import ValidationError
from pydantic_core import to_json
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from uuid_utils.compat import uuid7

from services.widget.api.cors import readable_by
from services.widget.doors.forms import SubmissionForm
from services.widget.doors.origins import NOBODY, allowed, objection_to_page
from services.widget.doors.promises import promise
from services.widget.doors.reading import network_behind
from services.widget.intake.reception import Reception, Sent
from services.widget.use_cases import submitting
from shared.bodies import JSON_LIMIT, BodyTooLarge, BodyTooSlow, Counted
from shared.edge import SECONDS, sane_request_id
from shared.errors import Invalid
from shared.problems import answer_to, body_too_large, body_too_slow, invalid_fields
from shared.telemetry import continued

PREFIX, SUFFIX = "/widget/v1/desks/", "/tickets"
ROUTE = "/widget/v1/desks/{desk_token}/tickets"
LONGEST_KEY = 200


class InvalidJson(Invalid, code="invalid_json", title="The body is not valid JSON"):
    """The body cannot be read."""


class IntakeDoor:
    """Answers `POST /widget/v1/desks/{token}/tickets` with a JSON body."""

    def __init__(self, app: ASGIApp, reception: Reception) -> None:
        self._app = app
        self._reception = reception

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request, or hand it on."""
        if scope["type"] != "http" or scope["method"] != "POST" or not _is_ours(scope["path"]):
            await self._app(scope, receive, send)
            return
        headers = {key: value.decode("latin-1") for key, value in scope["headers"]}
        if not headers.get(b"content-type", "application/json").startswith("application/json"):
            await self._app(scope, receive, send)
            return
        await self._answer(scope, receive, send, headers)

    async def _answer(self, scope: Scope, receive: Receive, send: Send, headers: dict[bytes, str]) -> None:
        started = time.perf_counter()
        request_id = sane_request_id(headers.get(b"x-request-id", "")) or str(uuid7())
        cause = {"correlation_id": request_id}
        if given := headers.get(b"traceparent"):
            cause["traceparent"] = given
        desk_token = scope["path"][len(PREFIX) : -len(SUFFIX)]
        with continued("POST widget inquiry", cause, SpanKind.SERVER):
            answer = await self._accept(scope, receive, headers, desk_token)
        answer.headers["x-request-id"] = request_id
        answer.headers["x-content-type-options"] = "nosniff"
        if self._reception.public_url.startswith("https://"):
            answer.headers["strict-transport-security"] = "max-age=31536000"
        await answer(scope, receive, send)
        SECONDS.labels("widget", "POST", ROUTE, answer.status_code).observe(time.perf_counter() - started)

    async def _accept(
        self, scope: Scope, receive: Receive, headers: dict[bytes, str], desk_token: str
    ) -> Response:
        judged, origin = NOBODY, headers.get(b"origin")
        try:
            refuse_parameters(scope["query_string"])
            desk = await self._reception.desks.by_token(desk_token)
            judged = allowed(origin, desk.allowed_origins, self._reception.own_origin) if origin else NOBODY
            key = _key(headers)
            objection = objection_to_page(key) if origin and judged is NOBODY else None
            body = await _body(receive, headers)
            sent = Sent(network_behind(scope), key, objection=objection)
            receipt = await submitting.submit(self._reception, desk, _form(body).asked(), sent)
            answer = Response(to_json(promise(self._reception, receipt)), 202, media_type="application/json")
        except BodyTooLarge:
            answer = body_too_large()
        except BodyTooSlow:
            answer = body_too_slow()
        except Exception as error:
            answer = answer_to(error, ROUTE)
        if origin:
            readable_by(origin, judged, answer.status_code).mark(answer.headers)
        return answer


def refuse_parameters(query: bytes) -> None:
    """Raise Invalid: this door reads no query parameters."""
    unknown = list(dict.fromkeys(name for name, _ in parse_qsl(query.decode("latin-1"))))
    if unknown:
        errors = [{"field": name[:100], "message": "unknown query parameter"} for name in unknown[:20]]
        raise Invalid("unknown query parameter", errors)


def _is_ours(path: str) -> bool:
    return path.startswith(PREFIX) and path.endswith(SUFFIX) and path.count("/") == 5


def _key(headers: dict[bytes, str]) -> str | None:
    key = headers.get(b"idempotency-key")
    if key is not None and not 0 < len(key) <= LONGEST_KEY:
        wrong = {"field": "Idempotency-Key", "message": f"1 to {LONGEST_KEY} characters"}
        raise Invalid("the Idempotency-Key is too short or too long", [wrong])
    return key


def _form(body: bytes) -> SubmissionForm:
    try:
        return SubmissionForm.model_validate_json(body)
    except ValidationError as error:
        if error.errors()[0]["type"] == "json_invalid":
            raise InvalidJson from None
        raise Invalid("some fields need another look", invalid_fields(error.errors())) from None


async def _body(receive: Receive, headers: dict[bytes, str]) -> bytes:
    """The whole body; raises BodyTooLarge or BodyTooSlow."""
    announced = headers.get(b"content-length", "0")
    if announced.isdigit() and int(announced) > JSON_LIMIT:
        raise BodyTooLarge
    counted = Counted(receive, JSON_LIMIT)
    parts: list[bytes] = []
    while True:
        message: Message = await counted.receive()
        if message["type"] == "http.disconnect":
            raise ConnectionResetError("the visitor went away")
        parts.append(message.get("body", b""))
        if not message.get("more_body"):
            return b"".join(parts)
