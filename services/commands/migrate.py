"""`helpdesk migrate`: databases and queues brought up to date."""

import asyncio

from rich.console import Console
from rich.progress import Progress

from services.all_in_one import build, settings_of
from services.commands.broker import administrator_url, set_users
from services.commands.environment import Environment, given
from services.commands.reach import needing_database, reach_rabbitmq
from shared.bus.topology import declare, depth, forget, remember
from shared.database import Database
from shared.routes import SERVICES
from shared.schema import create_database, migrate
from shared.settings import CommonSettings

console = Console(stderr=True)


async def run() -> None:
    """Migrate with the environment as it is."""
    environment = given()
    with Progress(console=console, transient=True, disable=not console.is_terminal) as progress:
        task = progress.add_task("Databases", total=len(SERVICES))
        await migrate_databases(environment, lambda: progress.advance(task))
    for line in await declare_queues(environment):
        console.print(line, soft_wrap=True, highlight=False)
    console.print("Databases and queues are up to date.")


async def migrate_databases(environment: Environment, step=lambda: None) -> None:
    """Every service's database, made if missing, at its newest version."""
    urls = {name: settings_of(name, environment).database_url.get_secret_value() for name in SERVICES}

    async def one(name: str, url: str) -> None:
        with needing_database(name, url, environment):
            await create_database(url)
            await migrate(url, name)
        step()

    await asyncio.gather(*[one(name, url) for name, url in urls.items()])


async def declare_queues(environment: Environment) -> list[str]:
    """Users, exchanges, queues and bindings on RabbitMQ, if there is one; answers what to say of queues nobody knows."""
    url = administrator_url(environment)
    if url is None:
        return []
    await reach_rabbitmq(url)
    await set_users(environment)
    services = [build(name, environment) for name in SERVICES]
    await declare(url, [service.handlers for service in services])
    lines: list[str] = []
    for service in services:
        for queue, events in (await remember(service.work, service.handlers)).items():
            lines.append(await _about(url, service.work, queue, events))
        await service.close()
    return lines


async def _about(url: str, database: Database, queue: str, events: list[str]) -> str:
    found = await depth(url, queue)
    if found is None:
        await forget(database, queue)
        return f"Queue {queue} is gone; it is forgotten."
    return (
        f"Queue {queue} ({', '.join(events)}) is read by nobody any more and holds {found[0]} messages:"
        f" delete it when it is empty."
    )


def bus_url(settings: CommonSettings) -> str | None:
    """The address of RabbitMQ, or None for the bus inside one process."""
    return settings.rabbitmq_url.get_secret_value() if settings.rabbitmq_url else None
