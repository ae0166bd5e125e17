"""How much strangers may send and ask: by network, by desk and by link; what is over it is 429 with Retry-After."""

from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from hashlib import sha256
from uuid import UUID

from services.widget.settings import WidgetSettings
from shared.addresses import mailbox_key
from shared.errors import TooManyRequests
from shared.limits import Limit, Limiter
from shared.rates import Rate


class Limits:
    """The widget's limits, as its settings say. Whoever is over a narrow one costs the wider ones nothing."""

    def __init__(self, limiter: Limiter, settings: WidgetSettings) -> None:
        self._limiter = limiter
        self._settings = settings
        self._waiting: Counter[str] = Counter()

    async def inquiry_from(self, network: str) -> None:
        """Count one inquiry of an address, before anything is known of it."""
        await self._take(("inquiry", self._settings.inquiries_per_address, network))

    async def inquiry_on(self, desk_id: UUID, *, in_doubt: bool) -> None:
        """Count one that a desk is about to take; those in doubt by themselves, so that they cost others nothing."""
        s = self._settings
        if in_doubt:
            await self._take(("doubtful of desk", s.doubtful_per_desk, desk_id))
            return
        await self._take_of_many("inquiry of desk", s.inquiries_per_desk, whose=str(desk_id))
        await self._take_of_many("inquiry of all", s.inquiries_in_all)

    async def comment(self, network: str, ticket_id: UUID, desk_id: UUID) -> None:
        """Count one comment; a ticket has one link."""
        s = self._settings
        await self._take(
            ("comment of link", s.comments_per_link, ticket_id),
            ("comment", s.comments_per_address, network),
            ("comment of desk", s.comments_per_desk, desk_id),
        )
        await self._take_of_many("comment of all", s.comments_in_all)

    async def files(self, network: str, desk_id: UUID, count: int) -> None:
        """Count files before they are stored."""
        s = self._settings
        rates = (s.files_per_address, s.files_per_desk, s.files_in_all)
        await self._take_each("file", network, desk_id, rates, count)

    async def part(self, network: str, desk_id: UUID) -> None:
        """Count one request that brings a part of an upload."""
        s = self._settings
        rates = (s.file_parts_per_address, s.file_parts_per_desk, s.file_parts_in_all)
        await self._take_each("file part", network, desk_id, rates)

    async def body(self, network: str, size: int) -> None:
        """Count the bytes of a request that brings files, before they are read."""
        await self._take(("file bytes", self._settings.file_bytes_per_address, network), amount=size)
        await self._take_of_many("file bytes of all", self._settings.file_bytes_in_all, size)

    async def signature(self, network: str, desk_id: UUID) -> None:
        """Count one signature that is to open a session."""
        s = self._settings
        rates = (s.signatures_per_address, s.signatures_per_desk, s.signatures_in_all)
        await self._take_each("signature", network, desk_id, rates)

    async def code(self, network: str, desk_id: UUID) -> None:
        """Count one code that is asked for."""
        s = self._settings
        rates = (s.codes_per_address, s.codes_per_desk, s.codes_in_all)
        await self._take_each("code", network, desk_id, rates)

    async def code_of(self, email: str) -> None:
        """Count a code for a mailbox, of all desks together; over this one nothing is sent and nobody is told."""
        whose = sha256(mailbox_key(email).encode()).hexdigest()
        await self._take(("code of mailbox", self._settings.codes_per_mailbox, whose))

    async def attempt(self, network: str, desk_id: UUID) -> None:
        """Count one code that is tried."""
        s = self._settings
        rates = (s.code_attempts_per_address, s.code_attempts_per_desk, s.code_attempts_in_all)
        await self._take_each("code attempt", network, desk_id, rates)

    async def _take_each(
        self, name: str, network: str, desk_id: UUID, rates: tuple[Rate, Rate, Rate], amount: float = 1
    ) -> None:
        """Count at the address, at the desk and at all; `rates` are in this order."""
        of_address, of_desk, of_all = rates
        wishes = ((name, of_address, network), (f"{name} of desk", of_desk, desk_id))
        await self._take(*wishes, amount=amount)
        await self._take_of_many(f"{name} of all", of_all, amount)

    async def _take(self, *wishes: tuple[str, Rate, UUID | str], amount: float = 1) -> None:
        await self._limiter.take(
            *((Limit(name, rate.per_second, rate.burst), str(whose), amount) for name, rate, whose in wishes)
        )

    async def _take_of_many(self, name: str, rate: Rate, amount: float = 1, whose: str = "") -> None:
        # Many count in one row: so each process takes a handful ahead, and asks seldom.
        limit = Limit(name, rate.per_second, rate.burst, chunk=max(1.0, rate.burst / 100))
        await self._limiter.take((limit, whose, amount))

    @asynccontextmanager
    async def waiting(self, network: str) -> AsyncIterator[None]:
        """Count a wait that begins; and in this process alone somebody who waits, for as long as they do."""
        await self._take(("wait", self._settings.waits_begun_per_address, network))
        if self._waiting[network] >= self._settings.waits_per_address:
            raise TooManyRequests("too many requests from your network are waiting", retry_after=5)
        self._waiting[network] += 1
        try:
            yield
        finally:
            self._waiting[network] -= 1
            if not self._waiting[network]:
                del self._waiting[network]
