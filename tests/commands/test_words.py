"""What the commands say of themselves and of the events; what they say when a program is missing."""

import json
from importlib import import_module
from pathlib import Path

import pytest
from typer.testing import CliRunner

from services.commands import cluster, doctor
from services.commands.words import app
from services.local.gateway import nginx_program
from services.local.processes import CannotStart
from services.local.rabbitmq import programs_folder
from shared.contracts.event import EVENTS
from shared.routes import SERVICES
from shared.stopping import run_until_told
from tests.commands.console import command

COMMANDS = (
    "up",
    "cluster",
    "run",
    "migrate",
    "demo",
    "doctor",
    "dead-letters",
    "dead-letters list",
    "dead-letters show",
    "dead-letters replay",
    "dead-letters discard",
    "events",
    "events schema",
    "mail",
    "mail parse",
    "rebuild",
    "rebuild counters",
    "rebuild search",
)


@pytest.mark.parametrize("words", ["", *COMMANDS])
def test_help_is_everywhere(words: str):
    told = CliRunner().invoke(app, [*words.split(), "--help"], prog_name="helpdesk")
    assert told.exit_code == 0
    assert f"Usage: helpdesk {words}".rstrip() in told.output


async def test_an_unknown_service_is_answered_with_those_there_are():
    ended = await command("run", "nobody")
    assert ended.code == 2
    assert all(service in ended.err for service in SERVICES)


async def test_events_schema_is_json_with_every_event_of_the_contracts():
    ended = await command("events", "schema")
    bodies = json.loads(ended.out)
    for service in SERVICES:
        import_module(f"shared.contracts.{service}")
    # Other tests in this process make toys of their own.
    assert set(bodies) == {name for name in EVENTS if not name.startswith("toy.")}
    assert all(body["type"] == "object" for body in bodies.values())


@pytest.mark.usefixtures("no_programs")
class TestAMachineWithoutPrograms:
    @pytest.mark.parametrize(
        ("find", "package"), [(nginx_program, "nginx-light"), (programs_folder, "rabbitmq-server")]
    )
    def test_each_is_named_with_what_to_install(self, find, package: str):
        with pytest.raises(CannotStart) as told:
            find()
        assert package in str(told.value)
        assert "\n" not in str(told.value)

    async def test_cluster_says_so_before_it_starts_anything(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ):
        monkeypatch.setenv("HELPDESK_DATA_DIR", str(tmp_path))
        with pytest.raises(CannotStart, match="is not installed"):
            await run_until_told(cluster.run)
        assert not (tmp_path / "postgres").exists()

    def test_doctor_does_not_mind(self):
        found = doctor.program("nginx", nginx_program)
        assert found.optional
        assert "nginx-light" in found.advice
