"""One line instead of a traceback when a server does not answer: what it is, why, and the variable to correct."""

import logging
from collections.abc import Iterator, Mapping
from contextlib import contextmanager

import aio_pika
from aiormq.exceptions import AMQPError
from sqlalchemy import make_url
from sqlalchemy.exc import DBAPIError

from services.local.processes import CannotStart
from shared.database import is_away, sqlstate

REFUSALS = ("28", "42501")
"""SQLSTATEs of a wrong name or password and of a missing right."""

UNFINISHED = ("3D000", "42P01")
"""SQLSTATEs of a missing database and of a missing table."""


@contextmanager
def needing_database(service: str, url: str, environment: Mapping[str, str]) -> Iterator[None]:
    """Say it in one line when `service`'s PostgreSQL is away or refuses us; other errors pass."""
    try:
        yield
    except Exception as error:
        if sqlstate(error) in UNFINISHED:
            raise CannotStart(
                f"The database of {service} is not made yet: run `helpdesk migrate`."
            ) from error
        if not is_away(error) and not sqlstate(error).startswith(REFUSALS):
            raise
        own = f"HELPDESK_{service.upper()}_DATABASE_URL"
        name = own if environment.get(own) else "HELPDESK_DATABASE_URL"
        raise CannotStart(
            f"PostgreSQL at {_place(url)} does not let {service} in ({reason(error)}): start it, or correct {name}."
        ) from error


async def reach_rabbitmq(url: str) -> None:
    """Raises CannotStart unless RabbitMQ lets us in."""
    try:
        with _quiet("aiormq"):
            await (await aio_pika.connect(url, timeout=5)).close()
    except (OSError, AMQPError) as error:
        raise CannotStart(
            f"RabbitMQ does not let us in ({reason(error)}): start it, or correct HELPDESK_RABBITMQ_URL."
        ) from error


@contextmanager
def _quiet(library: str) -> Iterator[None]:
    """What it logs of a failure is in the error too."""
    logger = logging.getLogger(library)
    before = logger.level
    logger.setLevel(logging.CRITICAL)
    try:
        yield
    finally:
        logger.setLevel(before)


def reason(error: BaseException) -> str:
    """The first line of what an error says, or its kind when it says nothing."""
    said = f"{error.orig if isinstance(error, DBAPIError) else error}".strip().splitlines()
    return said[0][:120].rstrip(".") if said else type(error).__name__


def _place(url: str) -> str:
    parts = make_url(url)
    return f"{parts.host or parts.query.get('host') or 'localhost'}:{parts.port or 5432}"
