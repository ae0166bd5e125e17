"""The words of the `helpdesk` command."""

import sys
from collections.abc import Coroutine
from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import Annotated, Any, NoReturn
from uuid import UUID

import typer
import uvloop

from services.local.processes import CannotStart
from shared.errors import HelpdeskError
from shared.keys import BadKey
from shared.process_role import Role
from shared.routes import SERVICES
from shared.stopping import run_until_told

app = typer.Typer(
    no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False, rich_markup_mode=None
)
letters = typer.Typer(no_args_is_help=True, help="See, replay or discard messages that were given up.")
mail = typer.Typer(no_args_is_help=True, help="Look into mails.")
events = typer.Typer(no_args_is_help=True, help="The events that services exchange.")
rebuild = typer.Typer(
    no_args_is_help=True, help="Make again what is kept for reading, while everything runs."
)
app.add_typer(letters, name="dead-letters")
app.add_typer(rebuild, name="rebuild")
app.add_typer(events, name="events")
app.add_typer(mail, name="mail")


def _a_service(name: str) -> str:
    if name not in SERVICES:
        raise typer.BadParameter(f"there is no service {name!r}; choose one of {', '.join(SERVICES)}")
    return name


@app.command()
def up() -> None:
    """Run every service in one process, on embedded parts unless addresses are given."""
    _run(run_until_told(_command("up").run))


@app.command()
def cluster() -> None:
    """Run one process per service behind nginx, on RabbitMQ: what production looks like."""
    _run(run_until_told(_command("cluster").run))


@app.command()
def run(
    service: Annotated[str, typer.Argument(help="Which service.", callback=_a_service)],
    role: Annotated[Role, typer.Argument(help="web answers requests, worker handles events.")] = Role.BOTH,
) -> None:
    """Run one service: the container's command."""
    _run(_command("run").run(service, role))


@app.command()
def migrate() -> None:
    """Bring databases and queues up to date; says which queues nobody reads any more."""
    _run(_command("migrate").run())


@app.command()
def demo(
    url: Annotated[str, typer.Option(help="The running helpdesk.")] = "http://127.0.0.1:8000",
    tickets: Annotated[int, typer.Option(min=0, max=10_000_000, help="Invented ones besides.")] = 0,
    unresolved: Annotated[float, typer.Option(min=0, max=100, help="Per cent of these.")] = 10,
) -> None:
    """Fill an empty helpdesk with desks, people and tickets; and any with as many tickets as you like."""
    _run(_command("demo").run(url, tickets, unresolved))


@app.command()
def doctor() -> None:
    """Look for what is missing or wrong, and say what to do."""
    if not _run(_command("doctor").run()):
        raise typer.Exit(1)


@app.command("broker-users")
def broker_users() -> None:
    """RabbitMQ's users and what each may do, as definitions to import where `migrate` cannot set them."""
    try:
        typer.echo(_command("broker").printed())
    except CannotStart as error:
        _end(error)


@letters.command("list")
def list_letters(
    limit: Annotated[int, typer.Option(min=1, max=1000, help="How many at most.")] = 100,
    after: Annotated[UUID | None, typer.Option(help="The last id of the page before.")] = None,
) -> None:
    """Those that wait for a person, oldest first."""
    _run(_command("dead_letters").list_page(limit, after))


@letters.command()
def show(letter_id: UUID) -> None:
    """One of them, whole."""
    _run(_command("dead_letters").show(letter_id))


@letters.command()
def replay(
    letter_id: UUID,
    body: Annotated[Path | None, typer.Option(exists=True, help="A file with the mended body.")] = None,
) -> None:
    """Send one again to the queue it failed in."""
    _run(_command("dead_letters").replay(letter_id, body))


@letters.command()
def discard(letter_id: UUID) -> None:
    """Forget one."""
    _run(_command("dead_letters").discard(letter_id))


@rebuild.command()
def counters() -> None:
    """How many tickets each list and desk holds."""
    _run(_command("rebuild").counters())


@rebuild.command()
def search() -> None:
    """The words that searches look into."""
    _run(_command("rebuild").search())


@events.command()
def schema() -> None:
    """The JSON schema of every event's body, by name."""
    typer.echo(_command("events").schema())


@mail.command()
def parse(files: Annotated[list[str], typer.Argument(metavar="FILE...", help="Mails as they came.")]) -> None:
    """Print what stands in mails: a line of JSON for each, in their order.

    A mail that cannot be read, or a file that is not there, is a line with "file" and "error". The exit code is 0
    when every file got its line.
    """
    _run(_command("mail").parse(files))


def _command(name: str) -> ModuleType:
    """The module of a command, loaded when it is asked for: help and refusals come at once."""
    return import_module(f"services.commands.{name}")


def _run(work: Coroutine[Any, Any, Any]) -> Any:
    try:
        return uvloop.run(work)
    except (CannotStart, HelpdeskError, BadKey, OSError) as error:
        _end(error)
    except KeyboardInterrupt:
        raise SystemExit(130) from None


def _end(error: Exception) -> NoReturn:
    print(f"helpdesk: {error}", file=sys.stderr)
    raise SystemExit(1) from None
