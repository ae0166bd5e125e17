"""A customer proves who they are, by their website's signature or by a code from a mail, to see their own tickets."""

import asyncio
import hmac
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from secrets import randbelow, token_urlsafe
from uuid import UUID

from sqlalchemy import Table, delete, select, update
from sqlalchemy.dialects.postgresql import insert
from uuid_utils.compat import uuid7

from services.widget.domain import code as codes_rule
from services.widget.domain.errors import NotProven
from services.widget.domain.identity import Identity, mailed_identity, session_until, signed_identity
from services.widget.domain.signature import verify
from services.widget.intake.reception import Reception
from services.widget.queries.desks import WidgetDesk
from services.widget.queries.my_tickets import address_on
from services.widget.tables.own import codes, sessions
from services.widget.uow import WidgetUow
from shared.addresses import person_key
from shared.claiming import free
from shared.clock import utc_now
from shared.contracts.widget import CodeRequested
from shared.errors import TooManyRequests
from shared.secrets import fingerprint

TAKES = 0.3
"""Seconds until the answer about a code; the work for somebody who is known takes less, so time tells nothing."""

OLD_AT_ONCE = 100


@dataclass(frozen=True, slots=True)
class Session:
    """What proves again, until it ends, what was proven once. `token` is a secret."""

    token: str
    good_until: datetime


@dataclass(frozen=True, slots=True)
class Signed:
    """What a website says of who sits before its page, and its signature, if there is one."""

    identity: Mapping[str, str | None]
    signature: str | None = None
    signed_at: str | None = None


async def prove_by_signature(reception: Reception, desk: WidgetDesk, said: Signed, network: str) -> Session:
    """A session for whom the website vouches; raises NotProven, whatever is wrong."""
    await reception.limits.signature(network, desk.id)
    now, signature = utc_now(), said.signature if desk.verification else None
    proof = verify(said.identity, signature, said.signed_at, desk.signer, now)
    who = signed_identity(said.identity, proof)
    if who is None:
        raise NotProven
    async with reception.uow() as uow:
        return await _open_session(uow, desk.id, who, session_until(now, proof.good_until))


async def ask_for_code(reception: Reception, desk: WidgetDesk, email: str, network: str) -> None:
    """Mail a code to whoever has a ticket on the desk by this address; nobody is told whether anybody has.

    Raises TooManyRequests for a network or a desk that asks for many.
    """
    await reception.limits.code(network, desk.id)
    await asyncio.gather(_make_code(reception, desk, email), asyncio.sleep(TAKES))


async def prove_by_code(
    reception: Reception, desk: WidgetDesk, email: str, code: str, network: str
) -> Session:
    """A session for whoever read the mail; raises NotProven, whatever is wrong."""
    await reception.limits.attempt(network, desk.id)
    async with reception.uow() as uow:
        session = await _try_code(uow, desk.id, email, code)
    if session is None:
        # Only now: a wrong one was counted, which an error inside would have undone.
        raise NotProven
    return session


async def end_session(uow: WidgetUow, token: str) -> None:
    """Whoever had it proves anew who they are."""
    await uow.session.execute(delete(sessions).where(sessions.c.token_hash == fingerprint(token)))


async def _make_code(reception: Reception, desk: WidgetDesk, email: str) -> None:
    """A code for anybody, so that trying one tells nothing either; a mail only to whoever is known by the address."""
    try:
        await reception.limits.code_of(email)
    except TooManyRequests:
        return
    code = codes_rule.written(randbelow(10**codes_rule.DIGITS))
    async with reception.uow() as uow:
        await _keep_code(uow, desk.id, email, code)
        if to := await address_on(uow.session, desk.id, person_key(email)):
            uow.record(
                CodeRequested(
                    request_id=uuid7(),
                    to=to,
                    language=desk.state.language,
                    desk_name=desk.state.name,
                    code=uow.sealer.seal_text(codes_rule.for_people(code)),
                    occurred_at=uow.now,
                )
            )


async def _keep_code(uow: WidgetUow, desk_id: UUID, email: str, code: str) -> None:
    fresh = insert(codes).values(
        whose=_whose(desk_id, email),
        sealed_code=uow.sealer.seal(_mark(desk_id, email, code)),
        attempts_left=codes_rule.ATTEMPTS,
        good_until=uow.now + codes_rule.LASTS,
    )
    newer = {name: fresh.excluded[name] for name in ("sealed_code", "attempts_left", "good_until")}
    await uow.session.execute(fresh.on_conflict_do_update(index_elements=["whose"], set_=newer))
    await _forget_old(uow, codes)


async def _try_code(uow: WidgetUow, desk_id: UUID, email: str, code: str) -> Session | None:
    c = codes.c
    mine = c.whose == _whose(desk_id, email)
    is_good = (c.good_until > uow.now) & (c.attempts_left > 0)
    # Of two who try at the same time one waits here, and finds what the other has left.
    kept = await uow.session.scalar(select(c.sealed_code).where(mine, is_good).with_for_update())
    if kept is None:
        return None
    mark = _mark(desk_id, email, codes_rule.as_typed(code))
    if not hmac.compare_digest(uow.sealer.open(kept), mark):
        await uow.session.execute(update(codes).where(mine).values(attempts_left=c.attempts_left - 1))
        return None
    await uow.session.execute(delete(codes).where(mine))
    return await _open_session(uow, desk_id, mailed_identity(email), session_until(uow.now))


async def _open_session(uow: WidgetUow, desk_id: UUID, who: Identity, until: datetime) -> Session:
    session = Session(token_urlsafe(32), until)
    row = {
        "token_hash": fingerprint(session.token),
        "desk_id": desk_id,
        "external_id": who.external_id,
        "emails": sorted(who.emails),
        "by_signature": who.by_signature,
        "good_until": until,
    }
    await uow.session.execute(insert(sessions).values(row))
    await _forget_old(uow, sessions)
    return session


async def _forget_old(uow: WidgetUow, table: Table) -> None:
    (key,) = table.primary_key.columns
    old = select(key).where(table.c.good_until <= uow.now).limit(OLD_AT_ONCE)
    await uow.session.execute(delete(table).where(key.in_(free(old))))


def _whose(desk_id: UUID, email: str) -> bytes:
    return fingerprint(f"{desk_id}\n{person_key(email)}")


def _mark(desk_id: UUID, email: str, code: str) -> str:
    """A code's fingerprint, which fits one desk and one address."""
    return fingerprint(f"{desk_id}\n{person_key(email)}\n{code}").hex()
