"""One trace from the cause to the last effect: through the outbox row, the bus and the handler."""

from opentelemetry import trace
from sqlalchemy import select

from shared.database import Database
from shared.tables import events
from shared.telemetry import continued, current_headers
from tests.shared.toy import Echoed, Said, say, words
from tests.waiting import until

TRACE = "0af7651916cd43dd8448eb211c80319c"
CAUSE = {"traceparent": f"00-{TRACE}-b7ad6b7169203331-01", "correlation_id": "request-4711"}


async def archived(database: Database) -> dict[str, dict[str, str]]:
    async with database.session() as session:
        rows = (await session.execute(select(events.c.name, events.c.headers))).all()
    return {row.name: row.headers for row in rows}


async def test_an_effects_event_is_in_the_trace_of_its_cause(carried, toy_database: Database):
    async with carried():
        with continued("a request", CAUSE):
            await say(toy_database, Said(words="echo me"))

        async def both() -> bool:
            return len(await archived(toy_database)) == 2 and len(await words(toy_database)) == 2

        await until(both)
    found = await archived(toy_database)
    for name in (Said.name, Echoed.name):
        assert found[name]["traceparent"].split("-")[1] == TRACE, name
        assert found[name]["correlation_id"] == "request-4711"


def test_a_request_without_a_trace_begins_one():
    with continued("a request", {}):
        context = trace.get_current_span().get_span_context()
        headers = current_headers()
    assert context.is_valid
    assert headers["traceparent"].split("-")[1] == format(context.trace_id, "032x")
    assert headers["correlation_id"]
