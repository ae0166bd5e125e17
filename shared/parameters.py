"""Query parameters that a door does not know are errors: a misspelt filter must not answer everything."""

from collections.abc import Callable, Iterable, Iterator
from typing import Any, TypeVar

from fastapi import Request
from fastapi.dependencies.models import Dependant
from pydantic import BaseModel
from starlette.routing import BaseRoute

from shared.errors import Invalid

JSON_DOORS = ("/api/", "/auth/", "/widget/v1/", "/dev/mail/messages")
"""Pages pass over what they do not know: links to them carry marks of campaigns and mail programs."""


E = TypeVar("E", bound=Callable[..., Any])


async def refuse_unknown_parameters(request: Request) -> None:
    """Raise Invalid for a query parameter that the route behind this request does not read."""
    if not request.scope["query_string"] or not request.url.path.startswith(JSON_DOORS):
        return
    route = request.scope["route"]
    known = getattr(route, "known_parameters", None)
    if known is None:
        known = route.known_parameters = frozenset(_names(route.dependant))
    more = getattr(route.endpoint, "more_parameters", None)
    given = [name for name in dict.fromkeys(request.query_params) if not (more and name.startswith(more))]
    if unknown := [name for name in given if name not in known]:
        errors = [{"field": name[:100], "message": "unknown query parameter"} for name in unknown[:20]]
        raise Invalid("unknown query parameter", errors)


def takes_parameters(begin: str) -> Callable[[E], E]:
    """Mark a route that reads all parameters whose names begin so: what may follow is known to no program."""

    def mark(endpoint: E) -> E:
        endpoint.more_parameters = begin  # type: ignore[attr-defined]
        return endpoint

    return mark


def asks_for(dependant: Dependant, call: Any) -> bool:
    """Whether a route depends, directly or not, on `call`."""
    return dependant.call is call or any(asks_for(each, call) for each in dependant.dependencies)


def flat(routes: Iterable[BaseRoute]) -> Iterator[BaseRoute]:
    """An application's routes, those of its routers among them."""
    for route in routes:
        if inner := getattr(route, "original_router", None):
            yield from flat(inner.routes)
        else:
            yield route


def _names(dependant: Dependant) -> Iterator[str]:
    for field in dependant.query_params:
        kind = field.field_info.annotation
        if isinstance(kind, type) and issubclass(kind, BaseModel):
            yield from (info.alias or name for name, info in kind.model_fields.items())
        else:
            yield field.alias
    for each in dependant.dependencies:
        yield from _names(each)
