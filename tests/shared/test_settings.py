import pytest

from shared.keys import new_keys
from shared.settings import CommonSettings, load


def an_environment(**changes: str) -> dict[str, str]:
    return {**new_keys(), "HELPDESK_DATABASE_URL": "postgresql://me:pw@db:5433", **changes}


def refusal(capsys: pytest.CaptureFixture[str], environment: dict[str, str]) -> str:
    with pytest.raises(SystemExit) as stopped:
        load(CommonSettings, "tickets", environment)
    assert stopped.value.code == 2
    line = capsys.readouterr().err
    assert line.count("\n") == 1
    return line


def test_a_service_has_its_own_database_on_the_common_server() -> None:
    settings = load(CommonSettings, "tickets", an_environment())
    url = settings.database_url.get_secret_value()
    assert url == "postgresql+asyncpg://me:pw@db:5433/helpdesk_tickets"


def test_a_socket_folder_and_an_encryption_mode_survive_in_the_address() -> None:
    url = "postgres://postgres@/postgres?host=/tmp/a%20b&sslmode=require"
    settings = load(CommonSettings, "widget", an_environment(HELPDESK_DATABASE_URL=url))
    assert settings.database_url.get_secret_value() == (
        "postgresql+asyncpg://postgres@/helpdesk_widget?host=%2Ftmp%2Fa+b&ssl=require"
    )


def test_the_services_own_variable_wins_and_is_taken_as_it_is() -> None:
    own = {"HELPDESK_TICKETS_DATABASE_URL": "postgresql://other/mine", "HELPDESK_TICKETS_WEB_POOL_SIZE": "3"}
    environment = an_environment(HELPDESK_WEB_POOL_SIZE="7", **own)
    settings = load(CommonSettings, "tickets", environment)
    assert settings.database_url.get_secret_value() == "postgresql+asyncpg://other/mine"
    assert settings.web_pool_size == 3
    assert load(CommonSettings, "widget", environment).web_pool_size == 7


def test_addresses_follow_from_port_and_folder() -> None:
    settings = load(
        CommonSettings, "tickets", an_environment(HELPDESK_HTTP_PORT="8123", HELPDESK_DATA_DIR="/srv/data")
    )
    assert (settings.public_url, settings.storage_url) == ("http://127.0.0.1:8123", "file:///srv/data/files")


def test_several_keys_stand_in_one_variable() -> None:
    settings = load(CommonSettings, "tickets", an_environment(HELPDESK_AUTH_PUBLIC_KEYS=" a , b,"))
    assert settings.auth_public_keys == ("a", "b")


def test_an_empty_variable_counts_as_not_set() -> None:
    assert load(CommonSettings, "tickets", an_environment(HELPDESK_RABBITMQ_URL="")).rabbitmq_url is None


def test_settings_print_no_secret() -> None:
    environment = an_environment(HELPDESK_RABBITMQ_URL="amqp://user:hidden@mq/")
    shown = repr(load(CommonSettings, "tickets", environment))
    secrets = [environment["HELPDESK_FILES_KEY"], environment["HELPDESK_SECRETS_KEY"], "hidden", "me:pw"]
    assert not [secret for secret in secrets if secret in shown]


@pytest.mark.parametrize("name", ["DATABASE_URL", "AUTH_PUBLIC_KEYS", "FILES_KEY", "SECRETS_KEY"])
def test_a_missing_setting_is_named_with_what_to_set(capsys: pytest.CaptureFixture[str], name: str) -> None:
    environment = an_environment()
    del environment[f"HELPDESK_{name}"]
    assert refusal(capsys, environment).startswith(f"helpdesk: HELPDESK_{name} is missing: set it to the ")


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("HELPDESK_HTTP_PORT", "eighty"),
        ("HELPDESK_TICKETS_HTTP_PORT", "70000"),
        ("HELPDESK_PUBLIC_URL", "help.example"),
        ("HELPDESK_DATABASE_URL", "mysql://user:hidden@db"),
        ("HELPDESK_DATABASE_URL", "no address"),
        ("HELPDESK_RABBITMQ_URL", "http://user:hidden@mq"),
        ("HELPDESK_LOG_LEVEL", "loud"),
        ("HELPDESK_ENV", "prod"),
        ("HELPDESK_FILES_KEY", "hidden"),
        ("HELPDESK_AUTH_PUBLIC_KEYS", ","),
    ],
)
def test_a_wrong_setting_is_named_and_never_repeats_a_secret(
    capsys: pytest.CaptureFixture[str], name: str, value: str
) -> None:
    line = refusal(capsys, an_environment(**{name: value}))
    assert line.startswith(f"helpdesk: {name} is wrong: ")
    assert "hidden" not in line


def test_nobody_moves_the_clock_in_production(capsys: pytest.CaptureFixture[str]) -> None:
    moved = an_environment(HELPDESK_CLOCK_OFFSET_SECONDS="3600")
    assert load(CommonSettings, "tickets", moved).clock_offset_seconds == 3600
    assert "HELPDESK_CLOCK_OFFSET_SECONDS" in refusal(capsys, {**moved, "HELPDESK_ENV": "production"})
