"""`make bench` loses nothing: a refused request is a figure, and what was measured before a break stays."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from itertools import cycle
from pathlib import Path
from types import SimpleNamespace

import pytest

from tests.bench import __main__ as bench
from tests.bench import figures
from tests.bench.figures import Figure, at_least, none_refused
from tests.bench.load import flood, post, steadily

OK = b"HTTP/1.1 202 Accepted\r\nContent-Length: 2\r\n\r\n{}"
AWAY = b"HTTP/1.1 503 Service Unavailable\r\nContent-Length: 4\r\n\r\naway"


@asynccontextmanager
async def a_server(*answers: bytes) -> AsyncIterator[int]:
    """Answers each request with the next of `answers`, hangs up at an empty one, and begins anew."""
    coming = cycle(answers)

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while await reader.read(65536):
            answer = next(coming)
            if not answer:
                break
            writer.write(answer)
        writer.close()

    async with await asyncio.start_server(serve, "127.0.0.1", 0) as server:
        yield server.sockets[0].getsockname()[1]


def request() -> bytes:
    return post("/", "here", b"{}")


@pytest.fixture
def file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    @asynccontextmanager
    async def no_machine(_: Path) -> AsyncIterator[None]:
        yield None

    monkeypatch.setattr(bench, "machine", no_machine)
    monkeypatch.setattr(figures, "FILE", tmp_path / "bench.json")
    return tmp_path / "bench.json"


async def test_a_refused_request_is_counted_and_the_others_are_too():
    async with a_server(OK, AWAY) as port:
        outcome = await steadily(port, request, rate=100, seconds=0.2)
    assert (len(outcome.bodies), outcome.failures) == (10, [b"away"] * 10)
    told = none_refused("intake", len(outcome.times), outcome.failures)
    assert (told.figure, told.met) == (10, False)
    assert "away" in told.comparison
    assert none_refused("intake", 3, []).met


async def test_a_connection_that_breaks_off_is_counted_and_ends_no_run():
    async with a_server(OK, b"") as port:
        outcome = await flood(port, request, clients=1, seconds=5)
    assert len(outcome.times) == 1
    assert len(outcome.failures) == 1


async def test_each_row_is_written_as_it_ends_and_a_break_spoils_no_other(
    file: Path, monkeypatch: pytest.MonkeyPatch
):
    kept: list[list[str]] = []

    async def breaks(_: object) -> AsyncIterator[Figure]:
        yield at_least("first", 2, "a second", 1, "")
        kept.append([each["work"] for each in json.loads(file.read_text())])
        raise ConnectionError("two 503s")

    async def works(_: object) -> AsyncIterator[Figure]:
        yield at_least("last", 2, "a second", 1, "")

    parts = {"one": SimpleNamespace(measure=breaks), "two": SimpleNamespace(measure=works)}
    monkeypatch.setattr(bench, "WORKS", parts)
    await bench.main(["one", "two"])
    assert kept == [["first"]]
    found = json.loads(file.read_text())
    assert [each["work"] for each in found] == ["first", "one broke off", "last"]
    assert [each["met"] for each in found] == [True, False, True]
