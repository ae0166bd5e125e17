"""The loop that sends: claims due mails, a few at once, and looks after those that others left."""

import asyncio
import time
from collections import Counter
from itertools import count
from uuid import UUID, uuid4

import structlog

from services.notifications.sending import outcomes
from services.notifications.sending.claims import Claimed, Claims
from services.notifications.sending.sender import Sender
from services.notifications.sending.sharing import leaves_some, rooms
from services.notifications.use_cases import forgetting, mailboxes, once_a_day
from shared.looping import REST, LeaseLoop, Pace

log = structlog.get_logger()
TIDY_EVERY = 5.0
LOOK_EVERY = REST / 2
"""Seconds between looks while mails end and none was queued here: others may have queued some, or let some go."""
FORGET_TURNS = 720
FAREWELL = 5.0
"""Seconds that mails under way get to end when the service stops; those handed over get as long as DATA may take."""

RELEASE = 2.0
"""Seconds to give back what was claimed and not begun."""


class SendingLoop:
    """One process's share of the outgoing mail; several processes share by leases."""

    def __init__(self, claims: Claims, sender: Sender, places: int) -> None:
        self._claims, self._sender = claims, sender
        self._connections, self._breakers = sender.connections, sender.breakers
        self._doubtful: set[UUID] = set()
        self._looked, self._may_be_more = time.monotonic(), True
        self._loop = LeaseLoop[UUID, Claimed](
            "sending", claims.database, self._claim, self._send, Pace(places, ends_ring=True)
        )

    def ring(self) -> None:
        """There is mail to send."""
        self._may_be_more = True
        self._loop.ring()

    async def run(self) -> None:
        """Send until cancelled; then let what is under way end."""
        tidying = asyncio.create_task(self._tidy())
        try:
            await self._loop.run()
        finally:
            tidying.cancel()
            await self._say_farewell()

    async def send_due(self) -> int:
        """Claim what is due and there is room for, and start it; answers how many."""
        self._may_be_more = True
        return await self._loop.start_due()

    async def _claim(self, room: int) -> dict[UUID, Claimed]:
        # The end of each mail rings too, for those that found no room: mostly there are none.
        is_wanted = self._may_be_more or self._doubtful
        if not is_wanted and time.monotonic() - self._looked < LOOK_EVERY:
            return {}
        self._looked, self._may_be_more = time.monotonic(), False
        return await self._claim_due(room)

    async def _claim_due(self, room: int) -> dict[UUID, Claimed]:
        busy = Counter(mail.desk_id for mail in self._loop.under_way.jobs.values())
        lease, doubtful = uuid4(), set(self._doubtful)
        # Until the commit is answered, nobody knows whether the claim holds.
        self._doubtful.add(lease)
        if doubtful:
            await self._claims.release(doubtful)
        resting = self._breakers.resting(set(busy))
        shares = rooms(self._loop.under_way.places, busy, self._breakers.proven)
        found = await self._claims.claim(room, shares, resting, lease)
        self._doubtful.clear()
        if resting or leaves_some(room, shares, Counter(mail.desk_id for mail in found)):
            self._may_be_more = True
        return {mail.id: mail for mail in found}

    async def until_idle(self) -> None:
        """Wait until nothing is under way."""
        await self._loop.under_way.until_idle()

    @property
    def under_way(self) -> set[UUID]:
        """The deliveries this process is busy with."""
        return set(self._loop.under_way.jobs)

    async def tidy(self) -> None:
        """Close connections that rest, and show mails whose worker died."""
        await self._connections.close_idle()
        async with self._sender.uow() as uow:
            await mailboxes.announce_mailboxes(uow)
            lost = await outcomes.give_up_lost(uow, self.under_way)
        if lost:
            log.warning("mail_outcome_unknown", count=lost)

    async def _send(self, mail: Claimed) -> None:
        try:
            await self._sender.send(mail)
        except Exception as error:
            # Its lease runs out: it is tried again if it was not handed over, and shown if it was.
            log.error("mail_not_handled", delivery_id=str(mail.id), exc_info=error)

    async def forget(self) -> None:
        """Drop what only mattered for a while."""
        async with self._sender.uow() as uow:
            await once_a_day.forget_neutral_mails(uow)
        more = True
        while more:
            async with self._sender.uow() as uow:
                more = await forgetting.forget_notices(uow)

    async def _tidy(self) -> None:
        for turn in count(1):
            await asyncio.sleep(TIDY_EVERY)
            try:
                await self.tidy()
                if turn % FORGET_TURNS == 0:
                    await self.forget()
            except Exception as error:
                log.warning("mail_tidying_failed", error=f"{type(error).__name__}: {error}"[:200])

    async def _say_farewell(self) -> None:
        under_way = self._loop.under_way
        await under_way.finish(under_way.jobs, FAREWELL)
        handed_over = under_way.jobs.keys() & self._sender.in_hand.keys()
        left = {key: mail for key, mail in under_way.jobs.items() if key not in handed_over}
        under_way.cancel(left)
        await self._give_back(list(left.values()))
        await under_way.finish(handed_over, max(self._sender.in_hand.values(), default=0))
        under_way.cancel(under_way.jobs)
        await self._connections.close_idle(older_than=0)

    async def _give_back(self, mails: list[Claimed]) -> None:
        """Let another process have at once what this one had not begun."""
        try:
            async with asyncio.timeout(RELEASE):
                await self._sender.take_back(mails)
        except Exception as error:
            log.warning("mails_wait_for_their_lease", error=type(error).__name__, count=len(mails))
