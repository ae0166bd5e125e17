"""A group of inquiries with their links and events, in one statement: on disk together after one round trip."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from pydantic_core import to_json
from sqlalchemy import text

from services.widget.intake.inquiry import Inquiry
from shared.clock import utc_now
from shared.contracts.widget import TicketRequested
from shared.secrets import fingerprint

STORE = text("""
    WITH new AS MATERIALIZED (
        SELECT *, clock_timestamp() + CAST(:clock_offset AS interval) AS now
          FROM unnest(CAST(:request_ids AS uuid[]), CAST(:ticket_ids AS uuid[]), CAST(:desk_ids AS uuid[]),
                      CAST(:keys AS text[]), CAST(:fingerprints AS bytea[]), CAST(:titles AS text[]),
                      CAST(:bodies AS text[]), CAST(:fields AS text[]), CAST(:hashes AS bytea[]),
                      CAST(:sealed AS bytea[]), CAST(:event_ids AS uuid[]), CAST(:wishes AS bytea[]),
                      CAST(:headers AS text[]), CAST(:doubts AS text[]))
               AS given (request_id, ticket_id, desk_id, idempotency_key, fingerprint, title, body, fields,
                         token_hash, sealed_token, event_id, wish, headers, doubt)
    ), stored AS (
        INSERT INTO submissions (request_id, ticket_id, desk_id, idempotency_key, fingerprint, title, body,
                                 attachments, fields, created_at)
        SELECT request_id, ticket_id, desk_id, idempotency_key, fingerprint, title, body,
               '[]', CAST(fields AS jsonb), now
          FROM new
        ON CONFLICT (desk_id, idempotency_key) DO NOTHING
        RETURNING request_id
    ), fresh AS (
        SELECT new.* FROM new JOIN stored USING (request_id)
    ), linked AS (
        INSERT INTO public_links (token_hash, ticket_id, sealed_token)
        SELECT token_hash, ticket_id, sealed_token FROM fresh
    ), told AS (
        INSERT INTO outbox (id, event_id, name, body, headers, occurred_at)
        SELECT event_id, event_id, :name, wish, CAST(headers AS jsonb), now
          FROM fresh WHERE wish IS NOT NULL AND doubt IS NULL
    ), held AS (
        INSERT INTO quarantine (request_id, ticket_id, desk_id, reason, wish, headers, created_at)
        SELECT request_id, ticket_id, desk_id, doubt, CAST(convert_from(wish, 'UTF8') AS jsonb),
               CAST(headers AS jsonb), now
          FROM fresh WHERE wish IS NOT NULL AND doubt IS NOT NULL
    )
    SELECT request_id FROM stored
""")
"""Answers the requests that are new. Those in doubt are kept, as they would have been told, for people."""


@dataclass(frozen=True, slots=True)
class Sealed:
    """An inquiry with its sealed token, as it will be told if it is new; without `wish` it is told later."""

    inquiry: Inquiry
    token: bytes
    wish: TicketRequested | None


def told_at_once(inquiry: Inquiry, token: bytes) -> Sealed:
    """An inquiry without files: all that is told of it is known before it is stored."""
    return Sealed(inquiry, token, inquiry.as_event(token, (), utc_now()))


def values(group: Sequence[Sealed], offset: timedelta) -> dict[str, Any]:
    """What `STORE` is to store; `offset` is that of the database's clock."""
    inquiries = [each.inquiry for each in group]
    wishes = [each.wish for each in group]
    return {
        "clock_offset": offset,
        "name": TicketRequested.name,
        "request_ids": [each.request_id for each in inquiries],
        "ticket_ids": [each.ticket_id for each in inquiries],
        "desk_ids": [each.desk_id for each in inquiries],
        "keys": [each.idempotency_key for each in inquiries],
        "fingerprints": [each.fingerprint() for each in inquiries],
        "titles": [each.title for each in inquiries],
        "bodies": [each.told() for each in inquiries],
        "fields": [to_json(each.fields).decode() for each in inquiries],
        "hashes": [fingerprint(each.public_token) for each in inquiries],
        "sealed": [each.token for each in group],
        "event_ids": [each.event_id if each else None for each in wishes],
        "wishes": [each.to_wire() if each else None for each in wishes],
        "headers": [to_json(each.headers).decode() for each in inquiries],
        "doubts": [each.doubt for each in inquiries],
    }
