"""Who may import whom stands in pyproject.toml; here each rule meets a planted violation."""

import subprocess
import sys
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
