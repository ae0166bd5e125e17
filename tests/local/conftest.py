"""A server that this machine lacks: skipped with the reason, an error where REQUIRE_SERVICES=1."""

import os
from collections.abc import Callable

import pytest

from services.local import gateway, rabbitmq
from services.local.processes import CannotStart

FINDS: dict[str, Callable[[], object]] = {
    "rabbitmq": rabbitmq.programs_folder,
    "nginx": gateway.nginx_program,
}


@pytest.fixture(autouse=True)
def servers_are_installed(request: pytest.FixtureRequest) -> None:
    for marker, find in FINDS.items():
        if request.node.get_closest_marker(marker) and not os.environ.get("REQUIRE_SERVICES"):
            try:
                find()
            except CannotStart as missing:
                pytest.skip(str(missing))
