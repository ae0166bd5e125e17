"""Who may import whom stands in pyproject.toml; here each rule meets a planted violation."""

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from shutil import copy, copytree, ignore_patterns

import pytest

PROJECT = Path(__file__).parents[2]
NO_SERVICE_IMPORTS_ANOTHER = "No service imports another"
PURE = "A domain knows contracts, aggregate, errors and the standard library only"
SHARED = "What is shared imports no service"
LAYERS = "Doors above use cases above the unit of work above the domain"
DOORS = "A door calls use cases and never an aggregate"
NO_TABLES = "A door of the widget asks use cases and queries, and no table"
HANDLERS = "A handler calls use cases and projections, and no table"
NO_HTTP = "Use cases know no HTTP"
LOCAL = "The servers on this machine know no service"


@pytest.fixture(scope="module")
def checkout(tmp_path_factory: pytest.TempPathFactory) -> Path:
    copied = tmp_path_factory.mktemp("checkout")
    copy(PROJECT / "pyproject.toml", copied)
    for package in ("services", "shared"):
        copytree(
            PROJECT / package,
            copied / package,
            ignore=ignore_patterns("__pycache__", "node_modules", "static"),
        )
    return copied


def verdict(checkout: Path) -> str:
    program = Path(sys.executable).with_name("lint-imports")
    run = subprocess.run([program, "--no-logo", "--no-cache"], cwd=checkout, capture_output=True, text=True)
    return " ".join(run.stdout.split())


def test_the_checkout_keeps_every_rule(checkout: Path) -> None:
    told = verdict(checkout)
    assert " 0 broken" in told, told


@pytest.mark.parametrize(
    ("module", "line", "rule"),
    [
        ("services/tickets/queries/lists.py", "import services.widget.app", NO_SERVICE_IMPORTS_ANOTHER),
        ("services/tickets/domain/ticket.py", "import sqlalchemy", PURE),
        ("services/tickets/domain/ticket.py", "import shared.uow", PURE),
        ("services/notifications/domain/templates.py", "import shared.language", PURE),
        ("services/notifications/domain/templates.py", "import babel", PURE),
        ("services/tickets/domain/ticket.py", "import services.tickets.uow", PURE),
        ("services/notifications/use_cases/mailing.py", "import services.notifications.sending.loop", LAYERS),
        ("services/notifications/mail_servers/imap.py", "import services.notifications.uow", LAYERS),
        ("shared/web.py", "import services.tickets.app", SHARED),
        ("services/tickets/uow.py", "import services.tickets.queries", LAYERS),
        ("services/tickets/queries/lists.py", "import services.tickets.api.tickets", LAYERS),
        ("services/tickets/api/tickets.py", "import services.tickets.domain.ticket", DOORS),
        ("services/tickets/panel/desks.py", "import services.tickets.domain.desk", DOORS),
        ("services/tickets/handlers.py", "import services.tickets.domain.ticket", DOORS),
        ("services/organization/api/people.py", "import services.organization.domain.person", DOORS),
        ("services/organization/panel/tasks.py", "import services.organization.domain.task", DOORS),
        ("services/organization/use_cases/people.py", "import shared.web", NO_HTTP),
        ("services/tickets/use_cases/editing.py", "import shared.web", NO_HTTP),
        ("services/tickets/use_cases/editing.py", "import fastapi", NO_HTTP),
        ("services/widget/use_cases/submitting.py", "import shared.web", NO_HTTP),
        ("services/widget/intake/uploads.py", "import starlette.datastructures", NO_HTTP),
        ("services/widget/use_cases/configuring.py", "import services.widget.doors.forms", LAYERS),
        ("services/widget/intake/reception.py", "import services.widget.doors.given", LAYERS),
        ("services/widget/public_pages/contact.py", "import services.widget.tables.own", NO_TABLES),
        ("services/widget/handlers.py", "import services.widget.tables.own", NO_TABLES),
        ("services/tickets/handlers.py", "import services.tickets.tables.tickets", HANDLERS),
        ("services/scheduler/handlers.py", "import services.scheduler.tables", HANDLERS),
        ("services/notifications/handlers.py", "import sqlalchemy", HANDLERS),
        ("services/local/ports.py", "import services.tickets.app", LOCAL),
    ],
)
def test_a_planted_violation_breaks_its_rule(checkout: Path, module: str, line: str, rule: str) -> None:
    file = checkout / module
    original = file.read_text()
    file.write_text(f"{original}\n{line}\n")
    try:
        assert f"{rule} BROKEN" in verdict(checkout)
    finally:
        file.write_text(original)


def test_a_new_room_has_to_say_where_it_stands(checkout: Path) -> None:
    room = checkout / "services" / "tickets" / "anything.py"
    room.write_text("")
    try:
        assert f"{LAYERS} BROKEN" in verdict(checkout)
    finally:
        room.unlink()


ALLOWED = frozenset(
    {
        "collections", "dataclasses", "datetime", "enum", "functools", "hashlib", "hmac", "html", "re", "typing",
        "unicodedata", "uuid", "zoneinfo",
        "shared.contracts", "shared.aggregate", "shared.errors", "shared.text", "shared.addresses", "shared.links",
        "shared.locales", "shared.markup", "shared.placeholders", "snowballstemmer",
    }
)  # fmt: skip
"""What a domain may know beside itself: values and rules, the grammar of languages too. No clock, no chance, no file and no network is among them."""


def foreign(path: Path) -> list[str]:
    """What a module of a domain imports that is not allowed."""
    own = ".".join(path.relative_to(PROJECT).parts[:3])
    return [
        name
        for name in imported(ast.parse(path.read_text()))
        if not any(name == each or name.startswith(f"{each}.") for each in (*ALLOWED, own))
    ]


def imported(tree: ast.AST) -> Iterator[str]:
    """The full names of what is imported: of `from shared import markup` it is `shared.markup`."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (each.name for each in node.names)
        elif isinstance(node, ast.ImportFrom):
            parents = {"shared", "services"}
            yield from (
                f"{node.module}.{each.name}" if node.module in parents else str(node.module)
                for each in node.names
            )


@pytest.mark.parametrize(
    "path", sorted((PROJECT / "services").glob("*/domain/*.py")), ids=lambda path: "/".join(path.parts[-3:])
)
def test_a_domain_imports_only_what_it_may_know(path: Path) -> None:
    assert foreign(path) == []


@pytest.mark.parametrize(
    "line",
    [
        "import random",
        "from secrets import token_urlsafe",
        "import time",
        "import requests",
        "from shared import database",
        "from shared.clock import utc_now",
    ],
)
def test_a_planted_import_of_the_outside_is_found(line: str) -> None:
    names = imported(ast.parse(line))
    assert not any(name == each or name.startswith(f"{each}.") for name in names for each in ALLOWED)
