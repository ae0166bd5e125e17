"""The web application every service starts from."""

from collections.abc import AsyncIterator
from typing import Annotated, Any, Protocol
from urllib.parse import quote

from fastapi import APIRouter, FastAPI, Header, Request
from fastapi.responses import JSONResponse
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest
from pydantic import AfterValidator, BaseModel, ConfigDict
from starlette.responses import Response, StreamingResponse

from shared.edge import Edge
from shared.errors import NotFound, PreconditionFailed
from shared.files import FileLinks
from shared.problems import answer_problems
from shared.storage import Storage


class Form(BaseModel):
    """Input: an unknown field is an error, text is trimmed."""

    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True)


def _without_nul(text: str) -> str:
    if "\0" in text:
        raise ValueError("must not contain NUL characters")
    return text


Text = Annotated[str, AfterValidator(_without_nul)]
"""Text the database can keep."""

IfMatch = Annotated[str | None, Header()]


def etag(version: int) -> dict[str, str]:
    """The header that names a version."""
    return {"ETag": f'"{version}"'}


def check_version(if_match: str | None, version: int) -> None:
    """Refuse when the caller saw another version; raises PreconditionFailed."""
    if if_match and if_match != "*" and f'"{version}"' not in [tag.strip() for tag in if_match.split(",")]:
        raise PreconditionFailed(f"the present version is {version}")


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
    )
    answer_problems(app)
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
        return JSONResponse(
            {"status": "ready" if is_ready else "not_ready"} | particulars, 200 if is_ready else 503
        )

    @router.get("/metrics")
    async def metrics() -> Response:
        return Response(generate_latest(), media_type=CONTENT_TYPE_LATEST)

    return router


def file_door(service: str, links: FileLinks, storage: Storage) -> APIRouter:
    """`/files/<service>/{signed}`: a file as a download, for whoever holds a fresh address."""
    router = APIRouter(include_in_schema=False)

    @router.get(f"/files/{service}/{{signed}}")
    async def download(signed: str) -> StreamingResponse:
        stored = links.read(signed)
        try:
            content: AsyncIterator[bytes] = await storage.get(stored.object_key)
        except FileNotFoundError as error:
            raise NotFound("the file is gone") from error
        return StreamingResponse(content, headers=_download_headers(stored.name, stored.content_type))

    return router


def _download_headers(name: str, content_type: str) -> dict[str, str]:
    plain = name.encode("ascii", "replace").decode().replace('"', "'").replace("\\", "_")
    return {
        "Content-Type": content_type,
        "Content-Disposition": f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(name, safe='')}",
        "Content-Security-Policy": "sandbox; default-src 'none'",
        "Cache-Control": "private, max-age=600",
    }
