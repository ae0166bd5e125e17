import asyncio
import threading

import pytest

from services.organization.passwords import AT_ONCE, Passwords, Verdict
from tests.waiting import until


@pytest.mark.slow
async def test_what_is_stored_is_argon2id_and_never_the_same_twice():
    passwords = Passwords()
    first, second = await passwords.hash("correct horse"), await passwords.hash("correct horse")
    assert first.startswith("$argon2id$")
    assert first != second
    assert await passwords.judge("correct horse", first) == Verdict(is_right=True)
    assert await passwords.judge("wrong horse", first) == Verdict(is_right=False)


async def test_nothing_is_right_where_nothing_is_stored():
    assert not (await Passwords().judge("", "")).is_right


async def test_only_few_hashes_run_at_once_and_the_event_loop_goes_on(monkeypatch: pytest.MonkeyPatch):
    passwords, go_on, running = Passwords(), threading.Event(), []

    def hash_slowly(password: str) -> str:
        running.append(password)
        assert go_on.wait(10), "the event loop was stopped by a hash"
        return password

    monkeypatch.setattr(passwords._hasher, "hash", hash_slowly)
    waiting = [asyncio.create_task(passwords.hash(f"password {n}")) for n in range(AT_ONCE + 3)]

    async def all_places_taken() -> bool:
        return len(running) == AT_ONCE

    await until(all_places_taken)
    for _ in range(100):
        await asyncio.sleep(0)
    assert len(running) == AT_ONCE
    go_on.set()
    assert await asyncio.gather(*waiting) == [f"password {n}" for n in range(AT_ONCE + 3)]
