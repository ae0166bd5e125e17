"""`helpdesk doctor`: what is missing or wrong here, and what to do about it."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

from rich.table import Table
from rich.text import Text

from services.all_in_one import settings_of
from services.commands.broker import administrator_url
from services.commands.environment import Environment
from services.commands.reach import needing_database, reach_rabbitmq, reason
from services.commands.running import running_environment
from services.commands.tables import paper
from services.local.gateway import nginx_program
from services.local.processes import CannotStart
from services.local.rabbitmq import programs_folder
from shared.bus.topology import QUEUES, depth
from shared.database import Database, sqlstate
from shared.routes import SERVICES
from shared.schema import is_current
from shared.service import OLD_OUTBOX, backlog

console = paper()
NO_DATABASE = "3D000"


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing looked at.

    `advice` is empty when it is well. What is `optional` may be missing.
    """

    what: str
    state: str
    advice: str = ""
    optional: bool = False


async def run() -> bool:
    """Look at everything; answers whether all is well."""
    environment = running_environment()
    found = [await _look(service, lambda name=service: _service(name, environment)) for service in SERVICES]
    found.append(await _look("RabbitMQ", lambda: _rabbitmq(administrator_url(environment))))
    found += [program("rabbitmq-server", programs_folder), program("nginx", nginx_program)]
    table = Table("What", "State", "What to do")
    for finding in found:
        table.add_row(*map(Text, (finding.what, finding.state, finding.advice)))
    console.print(table)
    return not any(finding.advice and not finding.optional for finding in found)


async def _look(what: str, look: Callable[[], Awaitable[Finding]]) -> Finding:
    try:
        return await look()
    except CannotStart as error:
        return Finding(what, "cannot be reached", f"{error}")
    except Exception as error:
        return Finding(what, type(error).__name__, f"unexpected, please report: {reason(error)}")


async def _service(name: str, environment: Environment) -> Finding:
    url = settings_of(name, environment).database_url.get_secret_value()
    with needing_database(name, url, environment):
        if not await _is_current(url, name):
            return Finding(name, "database is old or missing", "run `helpdesk migrate`")
        database = Database(url, 1)
        try:
            waiting = await backlog(database)
        finally:
            await database.close()
    state = ", ".join(f"{value} {key.replace('_', ' ')}" for key, value in waiting.items())
    return Finding(name, state, _advice(waiting))


async def _is_current(url: str, name: str) -> bool:
    try:
        return await is_current(url, name)
    except Exception as error:
        if sqlstate(error) != NO_DATABASE:
            raise
        return False


def _advice(waiting: dict[str, Any]) -> str:
    if waiting["dead_letters"]:
        return "see `helpdesk dead-letters list`"
    if waiting["outbox_age_seconds"] > OLD_OUTBOX:
        return "events do not leave: is a worker running, and is RabbitMQ well?"
    return ""


async def _rabbitmq(url: str | None) -> Finding:
    if url is None:
        return Finding("RabbitMQ", "not used: the bus is inside the process")
    await reach_rabbitmq(url)
    missing = [queue for queue in sorted(QUEUES) if await depth(url, queue) is None]
    if missing:
        return Finding("RabbitMQ", f"{len(missing)} queues are missing", "run `helpdesk migrate`")
    return Finding("RabbitMQ", f"{len(QUEUES)} queues")


def program(name: str, find: Callable[[], object]) -> Finding:
    """A program that only `helpdesk cluster` needs."""
    try:
        return Finding(name, str(find()))
    except CannotStart as error:
        return Finding(name, "missing (only `helpdesk cluster` needs it)", str(error), optional=True)
