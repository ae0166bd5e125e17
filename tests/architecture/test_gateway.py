import re
from pathlib import Path

import pytest

from services.local.gateway import container_configuration
from shared.routes import ANSWERED_BY_ANY, OF_EACH, ROUTES, SERVICES, Route, owner

COMMITTED = Path(__file__).parents[2] / "deploy" / "gateway" / "nginx.conf"
LOCATION = re.compile(r"location (= )?(/\S*) \{(.*?)\}", re.DOTALL)


def test_the_committed_configuration_is_the_rendered_one() -> None:
    rendered = container_configuration()
    assert COMMITTED.read_text() == rendered, (
        "write it again: python -c 'from services.local.gateway import container_configuration as c; "
        'print(c(), end="")\' > deploy/gateway/nginx.conf'
    )


@pytest.mark.parametrize("route", ROUTES, ids=lambda route: route.prefix)
def test_nginx_sends_each_path_to_its_owner(route: Route) -> None:
    below = f"{route.prefix.rstrip('/')}/anything/below"
    assert _nginx_chooses(route.prefix) == owner(route.prefix) == route.service
    assert _nginx_chooses(below) == owner(below) == route.service


@pytest.mark.parametrize(
    ("path", "service"),
    [
        ("/", "tickets"),
        ("/nonsense", "tickets"),
        ("/api/tasks", "organization"),
        ("/api/tasksomething", "tickets"),
        ("/api/task-systems/github/webhook", "organization"),
        ("/panel/tickets/1", "tickets"),
        ("/panel/tasks/1", "organization"),
        ("/helpdesk/desks/widget.js", "widget"),
        ("/docs/widget", "widget"),
        ("/docs/events", "tickets"),
        ("/files/notifications/abc", "notifications"),
        ("/dev/mail/messages", "notifications"),
    ],
)
def test_some_paths_a_reader_would_look_up(path: str, service: str) -> None:
    assert owner(path) == _nginx_chooses(path) == service


def test_every_service_has_its_common_paths_and_no_prefix_stands_twice() -> None:
    prefixes = [route.prefix for route in ROUTES]
    assert len(prefixes) == len(set(prefixes))
    assert {f"{prefix}/{service}" for prefix in OF_EACH for service in SERVICES} < set(prefixes)
    assert set(ANSWERED_BY_ANY) < set(prefixes)


def _nginx_chooses(path: str) -> str:
    """By nginx's own rule: an exact location, else the longest prefix."""
    locations = [(exact, place, body) for exact, place, body in LOCATION.findall(container_configuration())]
    matching = [
        (bool(exact), len(place), body)
        for exact, place, body in locations
        if (path == place if exact else path.startswith(place))
    ]
    found = re.search(r"proxy_pass http://(\w+);", max(matching)[2])
    assert found, path
    return found[1]
