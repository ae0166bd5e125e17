"""One answer for all who ask at once; what failed is asked again."""

import asyncio

import pytest

from shared.remembered import Remembered


class Asked:
    """Counts questions, and answers them when it is let."""

    def __init__(self) -> None:
        self.keys: list[str] = []
        self.answers: dict[str, str | Exception | None] = {}
        self.may_go = asyncio.Event()

    async def __call__(self, key: str) -> str | None:
        self.keys.append(key)
        await self.may_go.wait()
        answer = self.answers.get(key, f"of {key}")
        if isinstance(answer, Exception):
            raise answer
        return answer


async def test_who_asks_at_once_waits_for_one_answer():
    asked = Asked()
    remembered = Remembered(asked, seconds=60)
    waiting = [asyncio.create_task(remembered.get(key)) for key in "aabab"]
    await asyncio.sleep(0)
    asked.may_go.set()
    assert await asyncio.gather(*waiting) == ["of a", "of a", "of b", "of a", "of b"]
    assert await remembered.get("a") == "of a"
    assert asked.keys == ["a", "b"]


async def test_who_goes_away_takes_nothing_from_the_others():
    asked = Asked()
    remembered = Remembered(asked, seconds=60)
    first, second = (asyncio.create_task(remembered.get("a")) for _ in range(2))
    await asyncio.sleep(0)
    first.cancel()
    asked.may_go.set()
    assert await second == "of a"
    assert first.cancelled()


@pytest.mark.parametrize("answer", [None, OSError("away")])
async def test_no_answer_is_not_remembered(answer):
    asked = Asked()
    asked.may_go.set()
    asked.answers["a"] = answer
    remembered = Remembered(asked, seconds=60)
    if answer is None:
        assert await remembered.get("a") is None
    else:
        with pytest.raises(OSError, match="away"):
            await remembered.get("a")
    asked.answers["a"] = "here"
    assert await remembered.get("a") == "here"
    assert asked.keys == ["a", "a"]


async def test_what_is_forgotten_while_it_is_asked_is_asked_again():
    asked = Asked()
    remembered = Remembered(asked, seconds=60)
    early = asyncio.create_task(remembered.get("a"))
    await asyncio.sleep(0)
    remembered.forget("a")
    late = asyncio.create_task(remembered.get("a"))
    asked.may_go.set()
    await asyncio.gather(early, late)
    assert asked.keys == ["a", "a"]


async def test_it_lasts_for_its_seconds():
    asked = Asked()
    asked.may_go.set()
    remembered = Remembered(asked, seconds=0.0)
    await remembered.get("a")
    await remembered.get("a")
    assert asked.keys == ["a", "a"]
