"""The settings of one machine: what is given, and what `up` and `cluster` make when it is not."""

import os
from contextlib import AsyncExitStack
from pathlib import Path

from services.all_in_one import settings_of
from services.local.ports import refuse_taken
from services.local.postgres import Postgres
from services.local.processes import CannotStart
from shared.keys import make_keys
from shared.routes import SERVICES

DEMO_EMAIL = "owner@example.com"
DEMO_PASSWORD = "helpdesk-demo"  # noqa: S105 printed at every start
A_DATABASE = "postgresql://postgres@/postgres"
"""Stands for the embedded server while settings are checked before it runs."""

ANYWHERE = {"0.0.0.0": "127.0.0.1", "::": "::1"}  # noqa: S104 how to reach what listens everywhere
YES, NO = {"1", "true", "yes", "on"}, {"0", "false", "no", "off"}
Environment = dict[str, str]


def given() -> Environment:
    """The environment as it is; an empty variable counts as none."""
    return {name: value for name, value in os.environ.items() if value.strip()}


def data_folder() -> Path:
    """Where this installation keeps what it makes."""
    return Path(os.environ.get("HELPDESK_DATA_DIR") or ".data").absolute()


def given_or_made() -> Environment:
    """The environment with keys, data directory and the first owner filled in where they are missing."""
    folder = data_folder()
    environment = {**make_keys(folder), **given(), "HELPDESK_DATA_DIR": str(folder)}
    if environment.get("HELPDESK_ENV") == "production":
        return environment  # a password that everybody knows would open it
    environment.setdefault("HELPDESK_NOTIFICATIONS_SMTP_CATCHER", "1")
    if "HELPDESK_ADMIN_EMAIL" not in environment and "HELPDESK_ADMIN_PASSWORD" not in environment:
        environment |= {"HELPDESK_ADMIN_EMAIL": DEMO_EMAIL, "HELPDESK_ADMIN_PASSWORD": DEMO_PASSWORD}
    return environment


def check(environment: Environment) -> None:
    """Refuse wrong settings and taken ports in one line, before anything is started."""
    trial = environment | ({"HELPDESK_DATABASE_URL": A_DATABASE} if needs_database(environment) else {})
    for service in SERVICES:
        settings_of(service, trial)
    wants_demo(environment)
    refuse_taken(*listens_at(environment), "HELPDESK_HTTP_PORT")
    if environment.get("HELPDESK_NOTIFICATIONS_SMTP_CATCHER", "").strip().lower() in YES:
        catcher = int(environment.get("HELPDESK_SMTP_CATCHER_PORT") or 1025)
        refuse_taken("127.0.0.1", catcher, "HELPDESK_SMTP_CATCHER_PORT")


def listens_at(environment: Environment) -> tuple[str, int]:
    """Host and port of the one address that people use."""
    return environment.get("HELPDESK_HTTP_HOST") or "127.0.0.1", int(
        environment.get("HELPDESK_HTTP_PORT") or 8000
    )


def own_address(environment: Environment) -> str:
    """How this machine reaches that address, whatever it is called outside."""
    host, port = listens_at(environment)
    host = ANYWHERE.get(host, host)
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"


def needs_database(environment: Environment) -> bool:
    """Whether some service has no address of a PostgreSQL server."""
    own = [f"HELPDESK_{service.upper()}_DATABASE_URL" for service in SERVICES]
    return not environment.get("HELPDESK_DATABASE_URL") and not all(environment.get(name) for name in own)


async def add_database(environment: Environment, stack: AsyncExitStack) -> None:
    """Start the embedded PostgreSQL if no address is given; it is stopped last."""
    if needs_database(environment):
        server = await stack.enter_async_context(Postgres(data_folder() / "postgres"))
        environment["HELPDESK_DATABASE_URL"] = server.url()


def wants_demo(environment: Environment) -> bool:
    """Whether an empty installation is to be filled with demo data; raises CannotStart for neither yes nor no."""
    wish = environment.get("HELPDESK_DEMO", "1").strip().lower()
    if wish not in YES | NO:
        raise CannotStart("HELPDESK_DEMO is wrong: set it to 1 or 0, or unset it.")
    return wish in YES and environment.get("HELPDESK_ENV") != "production"
