"""One helpdesk for each module, in one process, as `helpdesk up` starts it: what one module changes, no other sees."""

from collections.abc import AsyncIterator

import pytest
import schemathesis

from services.local.ports import free_port
from tests.opening import opened
from tests.security.world import World, a_world
from tests.sink import Sink, smtp_sink
from tests.system import helpdesk

# Parts of uploads are bytes like any other.
schemathesis.serializer.alias("application/offset+octet-stream", "application/octet-stream")

sink = opened(smtp_sink, scope="module")


@pytest.fixture(scope="module")
async def world(sink: Sink, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[World]:
    lmtp_port = free_port()
    async with (
        helpdesk("up", tmp_path_factory.mktemp("security"), HELPDESK_LMTP_PORT=str(lmtp_port)) as system,
        a_world(system, sink.port, lmtp_port) as made,
    ):
        yield made
