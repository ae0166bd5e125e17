"""Asking for a new password: the same answer after the same time, whoever has the address."""

import asyncio
from hashlib import sha256

from fastapi import Request

from services.organization.use_cases import ways_in
from shared.addresses import person_key
from shared.errors import TooManyRequests
from shared.foundation import own_uow
from shared.limits import Limit, Limiter, network_of

PER_NETWORK = Limit("password reset of network", per_second=20 / 3600, burst=20)
PER_ADDRESS = Limit("password reset of address", per_second=3 / 3600, burst=3)
"""Over this one nothing is sent, and nobody is told: who asks may be somebody else than who is mailed."""

TAKES = 0.3
"""Seconds until the answer; the work for somebody who is there takes less, so time tells nothing."""


async def ask(request: Request, email: str) -> None:
    """Have a link mailed, if the address is somebody's; raises TooManyRequests for a network that asks for many."""
    limiter: Limiter = request.app.state.limiter
    await limiter.take((PER_NETWORK, network_of(request.client.host if request.client else ""), 1))
    await asyncio.gather(_mail(request, limiter, email), asyncio.sleep(TAKES))


async def _mail(request: Request, limiter: Limiter, email: str) -> None:
    try:
        await limiter.take((PER_ADDRESS, sha256(person_key(email).encode()).hexdigest(), 1))
    except TooManyRequests:
        return
    async with own_uow(request) as uow:
        await ways_in.ask_for_password(uow, email, request.app.state.post)
