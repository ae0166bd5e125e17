"""A process whose handler dies of one message, as a crash in a library would: `python -m tests.shared.poisoned`."""

import asyncio
import os
import sys
from datetime import timedelta

from fastapi import FastAPI

from shared import parked
from shared.bus import RabbitBus
from shared.database import Database
from shared.service import Service, running
from shared.storage import Storage
from shared.telemetry import start_logging
from shared.uow import UnitOfWork
from tests.shared.toy import Said, Toy


class Deadly(Toy):
    """Hears everything but the word that kills it."""

    async def hear(self, event: Said, uow: UnitOfWork) -> None:
        if event.words == "poison":
            os._exit(9)
        await super().hear(event, uow)


async def main(database_url: str, rabbitmq_url: str, store: str) -> None:
    """Work until killed, or until the poison does it."""
    start_logging("error", as_json=False)
    parked.LEASE = timedelta(seconds=2)  # a test does not wait a minute for each process that died
    database, work = Database(database_url, 3), Database(database_url, 6)
    toy = Deadly()
    service = Service("toy", FastAPI(), toy.on, database, work, UnitOfWork, Storage(store))
    async with running([service], RabbitBus(rabbitmq_url)):
        await asyncio.Event().wait()


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:]))
