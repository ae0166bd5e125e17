"""Cells of a table that spreadsheets open."""

from collections.abc import Iterable
from csv import writer
from datetime import datetime
from io import StringIO
from typing import Any

BEGINS_FORMULA = ("=", "+", "-", "@", "\t", "\r")
"""What a spreadsheet would compute instead of showing (OWASP, CSV Injection)."""


def cell(value: Any) -> str:
    """A value as text that is shown and never computed."""
    if value is None:
        return ""
    if isinstance(value, datetime):
        return value.isoformat()
    text = str(value)
    return f"'{text}" if text.startswith(BEGINS_FORMULA) else text


def lines(rows: Iterable[Iterable[Any]]) -> bytes:
    """Rows as CSV (RFC 4180) in UTF-8."""
    told = StringIO()
    writer(told).writerows([cell(value) for value in row] for row in rows)
    return told.getvalue().encode()
