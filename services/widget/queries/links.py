"""What is behind a public link, whether it has become a ticket, and by which mark news of it is known."""

from collections.abc import Sequence
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import Boolean, LargeBinary, Text, Uuid, column, text
from sqlalchemy.ext.asyncio import AsyncSession

from services.widget.domain.errors import NoSuchTicket
from shared.secrets import fingerprint


# Everything here is text, which costs half: it is asked often. A first link was made here, or was told of, or both;
# where another one took its place, that alone counts.
def _behind(token_hash: str) -> str:
    return f"""(
    SELECT ticket_id
      FROM (SELECT ticket_id FROM public_links WHERE token_hash = {token_hash}
            UNION SELECT ticket_id FROM known_links WHERE token_hash = {token_hash}) first
     WHERE NOT EXISTS (SELECT FROM renewed_links n WHERE n.ticket_id = first.ticket_id)
    UNION SELECT ticket_id FROM renewed_links WHERE token_hash = {token_hash} AND active
) behind"""


BEHIND = _behind(":mark")
# The mark changes with whatever the page shows. The version of the ticket is not in it: it grows with notes, too. Of a merged
# ticket the page shows the one that it leads to, `t`, once that is known; and of that one all that lead there.
LED_HERE = "FROM known_tickets f WHERE CAST(f.state->>'merged_into' AS uuid) = t.ticket_id"
FAMILY = f"ANY(ARRAY[behind.ticket_id, t.ticket_id] || ARRAY(SELECT f.ticket_id {LED_HERE}))"
MARK = f"""md5(concat_ws(' ', (t.state - 'version')::text, t.body IS NULL, r.reason, w.wish, q.discarded_at,
             (SELECT count(*) FROM known_comments k WHERE k.ticket_id = {FAMILY}),
             (SELECT count(*) FROM sent_comments c WHERE c.ticket_id = {FAMILY}),
             own.state->>'merged_at', (SELECT count(*) {LED_HERE})))"""
STATE = """LEFT JOIN known_tickets own USING (ticket_id)
      LEFT JOIN known_tickets t ON t.ticket_id = coalesce(
        (SELECT m.ticket_id FROM known_tickets m
          WHERE m.ticket_id = CAST(own.state->>'merged_into' AS uuid) AND m.body IS NOT NULL), behind.ticket_id)
      LEFT JOIN submissions s ON s.ticket_id = behind.ticket_id LEFT JOIN known_refusals r USING (request_id)
      LEFT JOIN quarantine q USING (request_id)
      LEFT JOIN status_wishes w ON w.ticket_id = t.ticket_id AND w.version = t.version"""
TICKET = text(f"SELECT behind.ticket_id, {MARK} AS mark FROM {BEHIND} {STATE}").columns(
    column("ticket_id", Uuid), column("mark", Text)
)
# That a link has ended changes nothing that the page shows; `queries/tickets.py` says when it has.
LOOKS = text(f"""
    SELECT given.token_hash, {MARK} AS mark,
           t.body IS NOT NULL OR r.reason IS NOT NULL OR q.discarded_at IS NOT NULL AS is_settled,
           coalesce(d.link_days > 0 AND t.state->>'resolved_at' IS NOT NULL AND w.wish IS DISTINCT FROM 'reopened'
                    AND CAST(t.state->>'resolved_at' AS timestamptz) + make_interval(days => d.link_days)
                        <= clock_timestamp(), false) AS may_have_ended
      FROM unnest(CAST(:marks AS bytea[])) AS given (token_hash)
      CROSS JOIN LATERAL {_behind("given.token_hash")} {STATE}
      LEFT JOIN desk_settings d ON d.desk_id = t.desk_id
""").columns(
    column("token_hash", LargeBinary),
    column("mark", Text),
    column("is_settled", Boolean),
    column("may_have_ended", Boolean),
)
DESK = text(f"""
    SELECT coalesce(t.desk_id, s.desk_id) AS desk_id
      FROM {BEHIND} LEFT JOIN known_tickets t USING (ticket_id) LEFT JOIN submissions s USING (ticket_id)
""").columns(column("desk_id", Uuid))


class Behind(NamedTuple):
    """The ticket behind a link. `mark` is another one whenever its page would show something else."""

    ticket_id: UUID
    mark: str


class Look(NamedTuple):
    """A ticket as whoever waits needs to know it: its `mark`, whether it is numbered or refused, whether its link ended."""

    mark: str
    is_settled: bool
    may_have_ended: bool


async def ticket_behind(session: AsyncSession, public_token: str) -> Behind:
    """The ticket behind a token; raises NoSuchTicket."""
    found = (await session.execute(TICKET, {"mark": fingerprint(public_token)})).one_or_none()
    if found is None:
        raise NoSuchTicket("no ticket is behind this address")
    return Behind(found.ticket_id, found.mark)


async def desk_behind(session: AsyncSession, public_token: str) -> UUID | None:
    """The desk of the ticket behind a token, if there is one."""
    return await session.scalar(DESK, {"mark": fingerprint(public_token)})


async def looks_at(session: AsyncSession, token_hashes: Sequence[bytes]) -> dict[bytes, Look]:
    """What is behind some links, by the fingerprints of their tokens; those with nothing behind them are left out."""
    found = await session.execute(LOOKS, {"marks": list(token_hashes)})
    return {row.token_hash: Look(row.mark, row.is_settled, row.may_have_ended) for row in found}
