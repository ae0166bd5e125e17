"""The web application every service starts from."""

import hmac
import re
from collections.abc import Callable
from typing import Annotated, Any, Protocol, TypeVar

from fastapi import APIRouter, Depends, FastAPI, Header, Request
from fastapi.responses import JSONResponse
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest
from pydantic import AfterValidator, BaseModel, ConfigDict, SecretStr, model_validator
from starlette.responses import Response

from shared.edge import Edge
from shared.errors import Invalid, NotFound
from shared.ip import ip_of
from shared.manners import Manners
from shared.parameters import refuse_unknown_parameters
from shared.problems import MOST_ERRORS, answer_problems
from shared.seen import WHATEVER, Seen

MOST_VALUES = 1000
"""Entries of any list or map in a form; most fields say themselves that they take fewer."""

F = TypeVar("F", bound=Callable[..., Any])


class Form(BaseModel):
    """Input: an unknown field is an error, text is trimmed."""

    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True)

    @model_validator(mode="before")
    @classmethod
    def _not_flooded(cls, given: Any) -> Any:
        """One error for a flood of fields or values: each of them would be an error of its own."""
        if not isinstance(given, dict):
            return given
        if len(given) > len(cls.model_fields) + MOST_ERRORS:
            raise ValueError("there are far more fields than this form has")
        if any(isinstance(value, list | dict) and len(value) > MOST_VALUES for value in given.values()):
            raise ValueError(f"a field takes at most {MOST_VALUES} values")
        return given


def _without_nul(text: str) -> str:
    if "\0" in text:
        raise ValueError("must not contain NUL characters")
    return text


Text = Annotated[str, AfterValidator(_without_nul)]
"""Text the database can keep."""

_TAG = r'(?:W/)?"[\x21\x23-\x7e\x80-\xff]*"'
_TAGS = re.compile(rf"(?:{_TAG}(?:[ \t]*,[ \t,]*{_TAG})*)?")


def etag(version: int) -> dict[str, str]:
    """The header that names a version."""
    return {"ETag": f'"{version}"'}


def seen_in(if_match: str | None) -> Seen:
    """The versions that `If-Match` allows (RFC 9110, section 13.1.1); what is no list of tags is Invalid.

    The comparison is strong: a weak tag (`W/"3"`) never matches. A comma inside quotes is a part of the tag.
    """
    if not if_match:
        return WHATEVER
    if if_match.strip() == "*":
        return Seen(anything=True)
    if not _TAGS.fullmatch(if_match.strip(" \t,")):
        how = [{"field": "If-Match", "message": 'use "3" with quotes'}]
        return Seen(nonsense=Invalid("If-Match is no entity tag", how))
    return Seen(frozenset(tag[1:-1] for tag in re.findall(_TAG, if_match) if tag.startswith('"')))


async def _if_seen(if_match: Annotated[list[str] | None, Header()] = None) -> Seen:
    # Several lines of a header are one list.
    return seen_in(", ".join(if_match or ()))


IfSeen = Annotated[Seen, Depends(_if_seen)]
"""What the caller saw, by `If-Match`; a use case compares it with what there is."""


def takes_files(endpoint: F) -> F:
    """Mark a route that takes files: its body may be large, once the caller is known where one must sign in."""
    endpoint.takes_files = True  # type: ignore[attr-defined]
    return endpoint


class Health(Protocol):
    """What the health pages ask of a running service."""

    async def ready(self) -> tuple[bool, dict[str, Any]]:
        """Whether requests make sense now, and particulars."""
        ...


def make_app(service: str, lifespan: Any = None) -> FastAPI:
    """An application with problems, limits, traces, health and figures; the service adds its doors."""
    docs = f"/docs/{service}"
    app = FastAPI(
        title=f"Helpdesk {service}",
        openapi_url=f"{docs}/openapi.json",
        docs_url=None,
        redoc_url=None,
        redirect_slashes=False,
        # Its spans would double ours (shared/edge.py) at twice the cost of the request itself.
        telemetry={"tracing": False, "metrics": False, "logs": False},
        lifespan=lifespan,
        dependencies=[Depends(refuse_unknown_parameters)],
    )
    answer_problems(app)
    app.add_middleware(Manners)
    app.add_middleware(Edge, service=service)
    app.include_router(_inspection())
    return app


def _inspection() -> APIRouter:
    router = APIRouter(include_in_schema=False)

    @router.get("/health/live")
    async def live() -> dict[str, str]:
        return {"status": "alive"}

    @router.get("/health/ready")
    async def ready(request: Request) -> JSONResponse:
        health: Health = request.app.state.health
        is_ready, particulars = await health.ready()
        told = particulars if may_inspect(request, request.app.state.settings) else {}
        return JSONResponse({"status": "ready" if is_ready else "not_ready"} | told, 200 if is_ready else 503)

    @router.get("/metrics")
    async def metrics(request: Request) -> Response:
        if not may_inspect(request, request.app.state.settings):
            raise NotFound
        return Response(generate_latest(), media_type=CONTENT_TYPE_LATEST)

    return router


class MetricsToken(Protocol):
    """The part of a service's settings that says who may look."""

    @property
    def metrics_token(self) -> SecretStr | None: ...


def may_inspect(request: Request, settings: MetricsToken) -> bool:
    """Whether figures and particulars may be told: to this machine, or to who has `HELPDESK_METRICS_TOKEN`."""
    token = settings.metrics_token
    given = request.headers.get("authorization", "").removeprefix("Bearer ").strip()
    if token and hmac.compare_digest(given.encode(), token.get_secret_value().encode()):
        return True
    return request.client is not None and is_this_machine(request.client.host)


def is_this_machine(host: str) -> bool:
    """Whether a caller's address is a loopback one; a gateway's callers have their own."""
    address = ip_of(host)
    return address is not None and (getattr(address, "ipv4_mapped", None) or address).is_loopback
