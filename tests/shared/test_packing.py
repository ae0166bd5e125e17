"""Rows are packed as pydantic packs them."""

from datetime import UTC, date, datetime
from uuid import UUID

import pytest
from asyncpg.pgproto import pgproto
from pydantic_core import from_json, to_json

from shared.contracts.parts import Status
from shared.packing import packed

ID = "0199c0de-0000-7000-8000-000000000001"


@pytest.mark.parametrize(
    "value",
    [
        UUID(ID),
        pgproto.UUID(ID),
        datetime(2026, 11, 30, 9, 5, 7, 678, UTC),
        datetime(2026, 11, 30, 9, 5, 7, tzinfo=UTC),
        date(2026, 11, 30),
        Status.WAITING,
        ("a", None, True, 1.0, -7, 1e22),
        {"żółw": '\u2028\x00\x7f\\"/ 🐢', "in": [{"a": []}]},
        2**63,
        {"beyond 64 bits": [2**64, pgproto.UUID(ID)]},
    ],
)
def test_every_value_of_a_row_is_packed_as_before(value: object):
    assert from_json(packed(value)) == from_json(to_json(value))
    assert packed(value) == to_json(value)


def test_what_is_no_value_of_a_row_is_refused():
    with pytest.raises(Exception, match="serialize unknown type"):
        packed({"a": object()})
