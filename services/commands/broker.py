"""Users of RabbitMQ: one per service, set by `migrate` through the broker's management door, or printed for by hand."""

import json

import httpx

from services.all_in_one import settings_of
from services.commands.environment import Environment, given
from services.local.processes import CannotStart
from shared.bus.permissions import BrokerUser, definitions
from shared.routes import SERVICES

MANAGEMENT = "HELPDESK_RABBITMQ_MANAGEMENT_URL"
COMMON = "HELPDESK_RABBITMQ_URL"


def administrator_url(environment: Environment) -> str | None:
    """The address to declare with, `HELPDESK_RABBITMQ_URL`; None for the bus inside one process."""
    service = SERVICES[0]
    url = settings_of(
        service, {name: value for name, value in environment.items() if name != _own(service)}
    ).rabbitmq_url
    if url is None and any(environment.get(_own(name)) for name in SERVICES):
        raise CannotStart(f"{COMMON} is missing: queues are declared with it, as RabbitMQ's administrator.")
    return url.get_secret_value() if url else None


def users(environment: Environment) -> dict[str, BrokerUser]:
    """Services that sign in as themselves; raises CannotStart where two would share a name."""
    own = [name for name in SERVICES if environment.get(_own(name))]
    found = {name: BrokerUser.of(environment[_own(name)]) for name in own}
    names = [user.name for user in found.values()] + [BrokerUser.of(environment.get(COMMON, "")).name]
    for service, user in found.items():
        if names.count(user.name) > 1:
            raise CannotStart(f"{_own(service)} is wrong: another address signs in as {user.name!r} too.")
    return found


async def set_users(environment: Environment) -> None:
    """Make or mend the users on the broker, where its management door is named; harmless when repeated."""
    door, found = environment.get(MANAGEMENT), users(environment)
    if not door or not found:
        return
    administrator = BrokerUser.of(environment[COMMON])
    async with httpx.AsyncClient(
        base_url=door, auth=(administrator.name, administrator.password), timeout=30, trust_env=False
    ) as client:
        try:
            (await client.post("/api/definitions", json=definitions(found))).raise_for_status()
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            raise CannotStart(
                f"RabbitMQ's management door does not take the users ({type(error).__name__}):"
                f" start it, or correct {MANAGEMENT}."
            ) from error


def printed() -> str:
    """The definitions of all users as JSON, for `rabbitmqctl import_definitions`."""
    found = users(given())
    if not found:
        raise CannotStart(f"No service has an address of its own: set {_own(SERVICES[0])} and the like.")
    return json.dumps(definitions(found), indent=2)


def _own(service: str) -> str:
    return f"HELPDESK_{service.upper()}_RABBITMQ_URL"
