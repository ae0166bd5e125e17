"""What was asked a moment ago is believed; those who ask for the same at once wait for one answer.

Without this the end of a cached answer sends everybody who is there to the database at the same moment.
"""

import asyncio
from collections.abc import Awaitable, Callable, Hashable
from typing import Generic, TypeVar

from cachetools import TTLCache

K = TypeVar("K", bound=Hashable)
V = TypeVar("V")


class Remembered(Generic[K, V]):
    """Answers of `ask`, each up to `seconds` old.

    What failed, or was answered by None, is told to all who wait for it, and asked again by whoever comes next.
    """

    def __init__(self, ask: Callable[[K], Awaitable[V]], seconds: float, most: int = 10_000) -> None:
        self._ask = ask
        self._answers = TTLCache[K, asyncio.Future[V]](maxsize=most, ttl=seconds)

    async def get(self, key: K) -> V:
        """The answer."""
        answer = self._answers.get(key)
        if answer is None:
            # A task of its own: whoever asked first may go away while others wait.
            answer = self._answers[key] = asyncio.ensure_future(self._ask(key))
            answer.add_done_callback(lambda done: self._keep_answers(key, done))
        return answer.result() if answer.done() else await asyncio.shield(answer)

    def forget(self, key: K) -> None:
        """Ask again, whoever is next."""
        self._answers.pop(key, None)

    def _keep_answers(self, key: K, done: asyncio.Future[V]) -> None:
        failed = done.cancelled() or done.exception() is not None or done.result() is None
        if failed and self._answers.get(key) is done:
            self.forget(key)
