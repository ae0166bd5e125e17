"""Pages that document a service: its HTTP surface and its events."""

from functools import cache
from typing import Any

from fastapi import APIRouter, FastAPI, Request, Response
from starlette.responses import HTMLResponse

from shared.bus.docs import asyncapi
from shared.document_links import METHODS, add_links
from shared.handlers import Handlers
from shared.panel.pages import templates


def add_docs(app: FastAPI, service: str, handlers: Handlers) -> None:
    """`/docs/<service>` for people, beside its OpenAPI document, and `/docs/events` as AsyncAPI."""
    router = APIRouter(include_in_schema=False)
    pages = templates()

    plain = app.openapi
    app.openapi = cache(lambda: add_links(plain()))

    @cache
    def events() -> str:
        return asyncapi(f"Events that {service} reads", [handlers])

    @router.get(f"/docs/{service}")
    def show(request: Request) -> HTMLResponse:
        context = {"service": service, "operations": _operations(app.openapi()), "language": "en"}
        return pages.render(request, "docs.html", context, public=True)

    @router.get("/docs/events")
    def show_events() -> Response:
        return Response(events(), media_type="application/json")

    app.include_router(router)


def _operations(document: dict[str, Any]) -> list[dict[str, str]]:
    return [
        {
            "method": method.upper(),
            "path": path,
            "about": operation.get("description") or operation["summary"],
        }
        for path, item in document["paths"].items()
        for method, operation in item.items()
        if method in METHODS
    ]
