"""Whoever waits behind a public link in this process: one question to the database for all of them at once."""

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from services.widget.queries.links import Look, looks_at
from shared.database import Database
from shared.secrets import fingerprint
from shared.stopping import is_stopping

LONGEST_WAIT = 30.0
LOOK_EVERY = 0.25
"""Seconds from one look to the next. A number comes within a second; whoever has just come is told at the next one."""

FOR_NEWS_EVERY = 4
"""Which of the looks is for news of open pages, too: they may be a second old."""


@dataclass(slots=True, eq=False)
class _Waiter:
    """`is_it` says of a look whether it is what is waited for; a link with nothing behind it always is."""

    token_hash: bytes
    is_it: Callable[[Look], bool]
    is_patient: bool
    done: asyncio.Future[bool] = field(default_factory=lambda: asyncio.get_running_loop().create_future())
    is_looked_at: bool = False

    def tell(self, look: Look | None) -> None:
        self.is_looked_at = True
        if not self.done.done() and (look is None or self.is_it(look)):
            self.done.set_result(True)


class Lookout:
    """Looks for as long as anybody waits, whatever their number at most four times a second; nobody holds a connection."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._waiters: set[_Waiter] = set()
        self._looking: asyncio.Task[None] | None = None

    async def until_settled(self, public_token: str, wait: float) -> bool:
        """Wait up to `wait` seconds for a ticket to be numbered or refused; answers False if it surely was not."""
        return await self._until(public_token, lambda look: look.is_settled, wait, is_patient=False)

    async def until_news(self, public_token: str, seen: str, wait: float) -> bool:
        """Wait up to `wait` seconds until a ticket's mark is another one than `seen`, or its link may have ended.

        Answers False if there surely was nothing.
        """

        def is_news(look: Look) -> bool:
            return look.mark != seen or look.may_have_ended

        return await self._until(public_token, is_news, wait, is_patient=True)

    async def _until(
        self, token: str, is_it: Callable[[Look], bool], wait: float, *, is_patient: bool
    ) -> bool:
        waiter = _Waiter(fingerprint(token), is_it, is_patient)
        self._waiters.add(waiter)
        if self._looking is None or self._looking.done():
            self._looking = asyncio.create_task(self._look_on())
        try:
            async with asyncio.timeout(min(wait, LONGEST_WAIT)):
                return await waiter.done
        except TimeoutError:
            return not waiter.is_looked_at
        finally:
            self._waiters.discard(waiter)

    async def _look_on(self) -> None:
        turn = 0
        while self._waiters:
            is_for_all = turn % FOR_NEWS_EVERY == 0
            asked = [w for w in self._waiters if is_for_all or not (w.is_patient and w.is_looked_at)]
            if asked:
                await self._look(asked)
            if is_stopping():
                self._let_go()
            await asyncio.sleep(LOOK_EVERY)
            turn += 1

    async def _look(self, asked: Sequence[_Waiter]) -> None:
        try:
            async with self._database.session() as session:
                looks = await looks_at(session, sorted({each.token_hash for each in asked}))
        except Exception as error:
            # Theirs alone: whoever comes next has another try.
            for each in asked:
                if not each.done.done():
                    each.done.set_exception(error)
            return
        for each in asked:
            each.tell(looks.get(each.token_hash))

    def _let_go(self) -> None:
        for each in self._waiters:
            if not each.done.done():
                each.done.set_result(not each.is_looked_at)
