"""How much strangers may send and ask: by network, by desk and by link; what is over it is 429 with Retry-After."""

from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from hashlib import sha256
from uuid import UUID

from services.widget.settings import Rate, WidgetSettings
from shared.addresses import mailbox_key
from shared.errors import TooManyRequests
from shared.limits import Limit, Limiter


class Limits:
    """The widget's limits, as its settings say."""

    def __init__(self, limiter: Limiter, settings: WidgetSettings) -> None:
        self._limiter = limiter
        self._inquiry = _limit("inquiry", settings.inquiries_per_address)
        self._inquiry_of_desk = _limit("inquiry of desk", settings.inquiries_per_desk)
        self._doubtful = _limit("doubtful of desk", settings.doubtful_per_desk)
        self._comment = _limit("comment", settings.comments_per_address)
        self._comment_of_link = _limit("comment of link", settings.comments_per_link)
        self._file = _limit("file", settings.files_per_address)
        self._bytes = _limit("file bytes", settings.file_bytes_per_address)
        self._wait = _limit("wait", settings.waits_begun_per_address)
        self._signature = _limit("signature", settings.signatures_per_address)
        self._code = _limit("code", settings.codes_per_address)
        self._code_of_desk = _limit("code of desk", settings.codes_per_desk)
        self._code_of_mailbox = _limit("code of mailbox", settings.codes_per_mailbox)
        self._attempt = _limit("code attempt", settings.code_attempts_per_address)
        self._most_waiting = settings.waits_per_address
        self._waiting: Counter[str] = Counter()

    async def inquiry_from(self, network: str) -> None:
        """Count one inquiry of an address, before anything is known of it."""
        await self._limiter.take((self._inquiry, network, 1))

    async def inquiry_on(self, desk_id: UUID, *, in_doubt: bool) -> None:
        """Count one that a desk is about to take; those in doubt by themselves, so that they cost others nothing."""
        await self._limiter.take((self._doubtful if in_doubt else self._inquiry_of_desk, str(desk_id), 1))

    async def comment(self, network: str, ticket_id: UUID) -> None:
        """Count one comment; a ticket has one link."""
        await self._limiter.take((self._comment_of_link, str(ticket_id), 1), (self._comment, network, 1))

    async def files(self, network: str, count: int) -> None:
        """Count files before they are stored."""
        await self._limiter.take((self._file, network, count))

    async def body(self, network: str, size: int) -> None:
        """Count the bytes of a request that brings files, before they are read."""
        await self._limiter.take((self._bytes, network, size))

    async def signature(self, network: str) -> None:
        """Count one signature that is to open a session."""
        await self._limiter.take((self._signature, network, 1))

    async def code(self, network: str, desk_id: UUID) -> None:
        """Count one code that is asked for."""
        await self._limiter.take((self._code, network, 1), (self._code_of_desk, str(desk_id), 1))

    async def code_of(self, email: str) -> None:
        """Count a code for a mailbox, of all desks together; over this one nothing is sent and nobody is told."""
        whose = sha256(mailbox_key(email).encode()).hexdigest()
        await self._limiter.take((self._code_of_mailbox, whose, 1))

    async def attempt(self, network: str) -> None:
        """Count one code that is tried."""
        await self._limiter.take((self._attempt, network, 1))

    @asynccontextmanager
    async def waiting(self, network: str) -> AsyncIterator[None]:
        """Count a wait that begins; and in this process alone somebody who waits, for as long as they do."""
        await self._limiter.take((self._wait, network, 1))
        if self._waiting[network] >= self._most_waiting:
            raise TooManyRequests("too many requests from your network are waiting", retry_after=5)
        self._waiting[network] += 1
        try:
            yield
        finally:
            self._waiting[network] -= 1
            if not self._waiting[network]:
                del self._waiting[network]


def _limit(name: str, rate: Rate) -> Limit:
    return Limit(name, per_second=rate.per_second, burst=rate.burst)
