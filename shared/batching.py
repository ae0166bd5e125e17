"""Many callers, one transaction."""

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable, Sequence
from typing import Generic, TypeVar

T = TypeVar("T")
R = TypeVar("R")

LINGER = 0.03
"""Seconds that work under load may wait for more of its kind: a transaction costs nearly the same for one and for ten,
and several steps of a ticket's way wait so."""


def _always(_: Exception) -> bool:
    return True


class Batcher(Generic[T, R]):
    """Groups concurrent calls: while one group is under way, the next callers gather.

    `run` gets 1..`size` items and answers one result per item, in order. At rest a call waits for
    nobody. When a group fails for a reason that `splits`, its items are run one by one, so that one
    poison spoils only itself; for any other reason all of them fail together.

    After a group of several the next one gathers for `linger` seconds, or until it is full.
    """

    def __init__(
        self,
        run: Callable[[list[T]], Awaitable[Sequence[R]]],
        *,
        size: int = 200,
        parallel: int = 1,
        linger: float = 0,
        splits: Callable[[Exception], bool] = _always,
    ) -> None:
        self._run = run
        self._size = size
        self._parallel = parallel
        self._linger = linger
        self._full = asyncio.Event()
        self._splits = splits
        self._waiting: deque[tuple[T, asyncio.Future[R]]] = deque()
        self._draining = 0
        self._tasks: set[asyncio.Task[None]] = set()

    async def submit(self, item: T) -> R:
        """Hand in one item and wait for its result, or its own error."""
        future: asyncio.Future[R] = asyncio.get_running_loop().create_future()
        self._waiting.append((item, future))
        if len(self._waiting) >= self._size:
            self._full.set()
        if self._draining < self._parallel:
            self._draining += 1
            task = asyncio.create_task(self._drain())
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)
        return await future

    async def _drain(self) -> None:
        try:
            # One turn of the loop lets everybody join who is ready to call right now.
            await asyncio.sleep(0)
            while self._waiting:
                group = [self._waiting.popleft() for _ in range(min(self._size, len(self._waiting)))]
                await self._run_group([each for each in group if not each[1].done()])
                if len(group) > 1:
                    await self._gather()
        finally:
            self._draining -= 1

    async def _gather(self) -> None:
        if not self._linger or len(self._waiting) >= self._size:
            return
        self._full.clear()
        try:
            async with asyncio.timeout(self._linger):
                await self._full.wait()
        except TimeoutError:
            pass

    async def _run_group(self, group: list[tuple[T, asyncio.Future[R]]]) -> None:
        if not group:
            return
        try:
            results = await self._run([item for item, _ in group])
            answered = list(zip(group, results, strict=True))
        except Exception as error:
            await self._fail(group, error)
            return
        except BaseException:
            # Cancelled from outside: whoever waits must not wait for ever.
            for _, future in group:
                future.cancel()
            raise
        for (_, future), result in answered:
            if not future.done():
                future.set_result(result)

    async def _fail(self, group: list[tuple[T, asyncio.Future[R]]], error: Exception) -> None:
        if len(group) > 1 and self._splits(error):
            for single in group:
                await self._run_group([single])
            return
        for _, future in group:
            if not future.done():
                future.set_exception(error)
