import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from shared.routes import SERVICES
from shared.service import LONGEST_STOP

DEPLOY = Path(__file__).parents[2] / "deploy"
COMPOSE: dict[str, Any] = yaml.safe_load((DEPLOY / "compose.yaml").read_text())
CONTAINERS: dict[str, dict[str, Any]] = COMPOSE["services"]
TOP = {"name", "services", "volumes", "networks", "configs", "secrets"}
OF_A_CONTAINER = {
    "image", "build", "command", "entrypoint", "environment", "env_file", "hostname", "restart", "stop_grace_period",
    "volumes", "ports", "depends_on", "healthcheck", "networks", "profiles",
}  # fmt: skip
CONDITIONS = {"service_started", "service_healthy", "service_completed_successfully"}
each_container = pytest.mark.parametrize("name", CONTAINERS)


def variables() -> dict[str, str]:
    lines = (DEPLOY / "env.example").read_text().splitlines()
    return dict(line.split("=", 1) for line in lines if line and not line.startswith("#"))


def test_every_service_of_the_routes_runs_in_a_container_of_its_own() -> None:
    commands = {name: container.get("command") for name, container in CONTAINERS.items() if name in SERVICES}
    assert commands == {name: ["run", name] for name in SERVICES}
    assert CONTAINERS["migrate"]["command"] == ["migrate"]


def test_no_key_is_misspelt() -> None:
    assert {key for key in COMPOSE if not key.startswith("x-")} <= TOP
    for name, container in CONTAINERS.items():
        assert set(container) <= OF_A_CONTAINER, name


@each_container
def test_what_a_container_waits_for_exists_and_can_come_true(name: str) -> None:
    for other, wish in CONTAINERS[name].get("depends_on", {}).items():
        assert wish["condition"] in CONDITIONS
        assert "profiles" not in CONTAINERS[other], "which is not started by itself"
        if wish["condition"] == "service_healthy":
            assert "test" in CONTAINERS[other]["healthcheck"]
        if wish["condition"] == "service_completed_successfully":
            assert CONTAINERS[other]["restart"] in ("no", "on-failure")


@each_container
def test_a_container_tells_whether_it_is_well(name: str) -> None:
    check = CONTAINERS[name]["healthcheck"]
    assert check == {"disable": True} if name == "migrate" else check["test"][0] == "CMD"


@each_container
def test_images_are_pinned_to_a_version(name: str) -> None:
    image, _, tag = CONTAINERS[name]["image"].partition(":")
    assert re.match(r"\d", tag) or image == "helpdesk"


@each_container
def test_volumes_and_mounted_files_exist(name: str) -> None:
    for volume in CONTAINERS[name].get("volumes", []):
        source = volume.split(":")[0]
        assert (DEPLOY / source).is_file() if source.startswith(".") else source in COMPOSE["volumes"]


def test_every_variable_that_compose_asks_for_stands_in_the_example() -> None:
    asked = set(re.findall(r"\$\{(\w+)", (DEPLOY / "compose.yaml").read_text()))
    assert asked <= set(variables())


def test_the_example_holds_no_key_and_reaches_the_containers_by_name() -> None:
    example = variables()
    assert not [name for name, value in example.items() if "KEY" in name and value]
    assert "@rabbitmq:5672" in example["HELPDESK_RABBITMQ_URL"]
    assert f":{example['RABBITMQ_PASSWORD']}@" in example["HELPDESK_RABBITMQ_URL"]


SECRETS = {
    "HELPDESK_AUTH_PRIVATE_KEY": {"organization"},
    "HELPDESK_ORGANIZATION_FILES_KEY": {"organization"},
    "HELPDESK_ORGANIZATION_SECRETS_KEY": {"organization"},
    "HELPDESK_ADMIN_PASSWORD": {"organization"},
    "HELPDESK_FILES_KEY": {"tickets", "widget", "notifications"},
    "HELPDESK_SECRETS_KEY": {"tickets", "widget", "notifications"},
    "HELPDESK_SMTP_URL": {"notifications"},
    "HELPDESK_MAIL_KEY": {"organization", "notifications"},
    "POSTGRES_PASSWORD": {"postgres"},
    "RABBITMQ_DEFAULT_PASS": {"rabbitmq"},
    "HELPDESK_RABBITMQ_URL": set(),
} | {
    f"HELPDESK_{service.upper()}_{server}_URL": {service}
    for service in SERVICES
    for server in ("DATABASE", "RABBITMQ")
}


@each_container
def test_a_container_gets_its_own_secrets_only(name: str) -> None:
    container = CONTAINERS[name]
    assert "env_file" not in container
    given = set(container.get("environment", {}))
    if name != "migrate":  # it ends before the others start, and needs every database
        assert {secret for secret in SECRETS if secret in given} == {
            secret for secret, owners in SECRETS.items() if name in owners
        }


def test_each_service_signs_in_as_itself_to_its_own_database() -> None:
    made = (DEPLOY / "postgres" / "databases.sh").read_text()
    for service in SERVICES:
        url = CONTAINERS[service]["environment"][f"HELPDESK_{service.upper()}_DATABASE_URL"]
        assert url.startswith(f"postgresql://{service}:${{{service.upper()}_PASSWORD:?")
        assert url.endswith(f"@postgres:5432/helpdesk_{service}")
        assert f'make {service} "${service.upper()}_PASSWORD"' in made


def test_each_service_signs_in_as_itself_to_the_broker_and_migrate_makes_them() -> None:
    names = [f"HELPDESK_{service.upper()}_RABBITMQ_URL" for service in SERVICES]
    own = {
        service: CONTAINERS[service]["environment"][name]
        for service, name in zip(SERVICES, names, strict=True)
    }
    for service, url in own.items():
        assert re.fullmatch(
            rf"amqp://{service}:\${{{service.upper()}_RABBITMQ_PASSWORD:\?.*}}@rabbitmq:5672/", url
        )
    told = CONTAINERS["migrate"]["environment"]
    assert set(names) <= set(told)
    assert told["HELPDESK_RABBITMQ_MANAGEMENT_URL"] == "http://rabbitmq:15672"
    assert CONTAINERS["rabbitmq"]["image"].endswith("-management")
    assert "ports" not in CONTAINERS["rabbitmq"]


def test_only_the_gateway_may_say_where_a_request_came_from() -> None:
    network = COMPOSE["networks"]["front"]["ipam"]["config"][0]["subnet"]
    for service in SERVICES:
        assert CONTAINERS[service]["environment"]["HELPDESK_TRUSTED_PROXIES"] == network
    assert {name for name in CONTAINERS if "front" in CONTAINERS[name]["networks"]} == {*SERVICES, "gateway"}


def test_a_container_has_as_long_to_stop_as_its_work_may_take() -> None:
    for service in SERVICES:
        assert CONTAINERS[service]["stop_grace_period"] == f"{LONGEST_STOP}s"


def test_the_image_runs_as_nobody_special_and_installs_only_what_is_locked() -> None:
    dockerfile = (DEPLOY / "Dockerfile").read_text()
    assert "--require-hashes -r requirements.lock" in dockerfile
    assert re.findall(r"^USER (\w+)$", dockerfile, re.MULTILINE)[-1] == "helpdesk"
    assert 'ENTRYPOINT ["helpdesk"]' in dockerfile
    for source in re.findall(r"^COPY (?!--from)(.*) \S+$", dockerfile, re.MULTILINE):
        for path in source.split():
            assert (DEPLOY.parent / path).exists(), path
