"""Which path belongs to which service: the one list behind the one-process mode and the gateway."""

from dataclasses import dataclass

SERVICES = ("tickets", "widget", "notifications", "scheduler", "organization")


@dataclass(frozen=True, slots=True)
class Route:
    """A path and everything below it."""

    prefix: str
    service: str

    def covers(self, path: str) -> bool:
        """Whether `path` is this one or below it."""
        return path == self.prefix or path.startswith(self.prefix.rstrip("/") + "/")


OWN = {
    # What no other line covers is also answered there, with 404.
    "tickets": (
        "/",
        "/api/desks",
        "/api/tickets",
        "/api/tickets.csv",
        "/api/views",
        "/api/requesters",
        "/api/files",
        "/panel/tickets",
        "/panel/live",
    ),
    "widget": ("/widget/v1", "/helpdesk", "/demo/website", "/api/widget", "/panel/widget"),
    "notifications": ("/api/mail", "/panel/mail", "/panel/notices", "/dev/mail"),
    "scheduler": ("/api/timers",),
    "organization": (
        "/auth",
        "/api/me",
        "/api/tokens",
        "/api/people",
        "/api/groups",
        "/api/tasks",
        "/api/task-systems",
        "/panel/organization",
        "/panel/tasks",
    ),
}
OF_EACH = ("/api/operations", "/panel/operations", "/docs", "/files")
ANSWERED_BY_ANY = ("/static", "/docs/events", "/health", "/metrics")
"""Every service can answer these; one process answers health and metrics for all of them together."""


def _routes() -> tuple[Route, ...]:
    own = [Route(prefix, service) for service, prefixes in OWN.items() for prefix in prefixes]
    each = [Route(f"{prefix}/{service}", service) for prefix in OF_EACH for service in SERVICES]
    common = [Route(prefix, "tickets") for prefix in ANSWERED_BY_ANY]
    return tuple(sorted([*own, *each, *common], key=lambda route: len(route.prefix), reverse=True))


ROUTES = _routes()
"""The longest prefix first: the first that covers a path owns it."""


def owner(path: str) -> str:
    """The service that answers `path`; what is no path, such as the `*` of OPTIONS, is answered like an unknown one."""
    return next((route.service for route in ROUTES if route.covers(path)), "tickets")
