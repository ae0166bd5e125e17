"""Reading what strangers send costs a child process at most."""

import asyncio
import os
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from shared.confined import Confined, Refused, Unreadable
from tests.waiting import until

HERE = "tests.shared.hostile"


@pytest.fixture
async def readers() -> AsyncIterator[list[Confined]]:
    made: list[Confined] = []
    yield made
    for each in made:
        await each.close()


@pytest.fixture
def confined(readers: list[Confined]):
    def make(function: str, **bounds) -> Confined:
        readers.append(Confined(f"{HERE}:{function}", **bounds))
        return readers[-1]

    return make


def children() -> list[str]:
    return Path(f"/proc/self/task/{os.getpid()}/children").read_text().split()


async def test_one_warm_child_answers_one_question_after_the_other(confined):
    reader = confined("pid")
    answers = {await reader.run(b"x" * size) for size in (0, 1, 1_000_000)}
    assert len(answers) == 1
    assert answers != {str(os.getpid()).encode()}


async def test_what_takes_too_long_is_cut_off_and_the_next_one_is_read(confined):
    reader = confined("as_told", seconds=0.5)
    with pytest.raises(Unreadable, match=r"0\.5 s"):
        await reader.run(b"endless")
    assert await reader.run(b"echo") == b"echo"


@pytest.mark.parametrize("told", [b"memory", b"deep", b"die", b"exit", b"file"])
async def test_what_breaks_its_reader_breaks_nothing_else(confined, told: bytes, tmp_path: Path):
    reader = confined("as_told", seconds=10, megabytes=50)
    with pytest.raises(Unreadable) as broken:
        await reader.run(told)
    assert not isinstance(broken.value, Refused)
    assert await reader.run(b"echo") == b"echo"


async def test_a_reader_that_says_no_is_kept(confined):
    reader = confined("as_told")
    with pytest.raises(Refused, match="no mail"):
        await reader.run(b"refuse")
    before = await reader.run(b"pid")
    with pytest.raises(Refused):
        await reader.run(b"refuse")
    assert await reader.run(b"pid") == before


async def test_the_child_knows_none_of_our_secrets_and_prints_beside_its_answers(confined, monkeypatch):
    monkeypatch.setenv("HELPDESK_SECRETS_KEY", "very secret")
    reader = confined("as_told")
    assert b"HELPDESK" not in await reader.run(b"environment")
    assert await reader.run(b"print") == b"printed"


async def test_so_many_as_are_allowed_work_beside_each_other(confined):
    reader = confined("as_told", processes=2, seconds=5)
    slow = asyncio.create_task(reader.run(b"slow"))
    assert await asyncio.wait_for(reader.run(b"echo"), 5) == b"echo"
    assert await slow == b"slept"


async def test_whoever_stops_waiting_leaves_no_child_that_works_on(confined):
    before = children()
    reader = confined("as_told", seconds=30)
    waiting = asyncio.create_task(reader.run(b"endless"))

    async def begun() -> bool:
        return len(children()) > len(before)

    await until(begun)
    waiting.cancel()
    await asyncio.wait([waiting], timeout=5)
    assert waiting.cancelled()
    assert children() == before
    assert await reader.run(b"echo") == b"echo"
