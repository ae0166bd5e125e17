"""Logging never breaks anything, and keeps secrets and customers' words to itself."""

import subprocess
import sys

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from shared.database import Database
from shared.dead_letters import explain
from shared.message import Malformed, Message
from shared.telemetry import traced
from tests.shared.toy import Said

ON_A_FULL_DISK = """
import structlog
from shared.errors import Conflict
from shared.problems import answer_to
from shared.telemetry import LINES_LOST, start_logging
start_logging("info", as_json=False)
structlog.get_logger().warning("one")
assert answer_to(ConnectionError("away"), "/x").status_code == 503
assert answer_to(RuntimeError("bug"), "/x").status_code == 500
import logging
logging.getLogger("library").error("two")
assert LINES_LOST._value.get() >= 3
print("all went well")
"""


@pytest.mark.attack("A35")
def test_a_full_disk_costs_log_lines_and_nothing_else():
    with open("/dev/full", "w") as full:  # noqa: PTH123 a device
        run = subprocess.run(
            [sys.executable, "-c", ON_A_FULL_DISK],
            stdout=subprocess.PIPE,
            stderr=full,
            text=True,
            check=False,
        )
    assert run.stdout == "all went well\n"


@pytest.mark.attack("A35")
async def test_a_databases_error_names_no_values(toy_database: Database):
    with pytest.raises(DBAPIError) as caught:
        async with toy_database.session() as session:
            await session.execute(text("SELECT CAST(:words AS integer)").bindparams(words="customers words"))
    for said in (traced(caught.value), explain(caught.value)[1]):
        assert "customers words" not in said
        assert "DBAPIError" in said or "DataError" in said


@pytest.mark.attack("A35")
def test_a_malformed_body_is_explained_by_its_fields_alone():
    event = Said(words="hello")
    message = Message(event.event_id, Said.name, b'{"words": ["customers words"]}', event.occurred_at)
    with pytest.raises(Malformed) as caught:
        message.open()
    assert explain(caught.value) == ("malformed_body", "words: string_type")


@pytest.mark.attack("A35")
def test_a_traced_error_tells_kinds_and_places_of_the_whole_chain():
    def inner() -> None:
        try:
            int("customers words")
        except ValueError as error:
            raise RuntimeError("more of them") from error

    with pytest.raises(RuntimeError) as caught:
        inner()
    told = traced(caught.value)
    assert told.index("RuntimeError") < told.index("ValueError")
    assert "inner" in told
    assert "words" not in told
