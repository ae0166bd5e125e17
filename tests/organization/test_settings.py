import pytest

from services.organization.settings import OrganizationSettings
from shared.keys import new_keys
from shared.settings import load

GOOD = new_keys() | {"HELPDESK_DATABASE_URL": "postgresql://u:p@localhost/helpdesk"}
OWNER = {"HELPDESK_ADMIN_EMAIL": "owner@example.com", "HELPDESK_ADMIN_PASSWORD": "correct horse"}


def test_the_first_owner_is_read_from_the_environment():
    settings = load(OrganizationSettings, "organization", GOOD | OWNER)
    assert settings.admin_email == "owner@example.com"
    assert "correct" not in repr(settings)
    assert load(OrganizationSettings, "organization", GOOD).admin_email == ""


@pytest.mark.parametrize(
    ("change", "named"),
    [
        ({"HELPDESK_AUTH_PRIVATE_KEY": ""}, "HELPDESK_AUTH_PRIVATE_KEY is missing"),
        ({"HELPDESK_AUTH_PRIVATE_KEY": "short"}, "HELPDESK_AUTH_PRIVATE_KEY is wrong"),
        ({"HELPDESK_ADMIN_EMAIL": "a@b.pl"}, "HELPDESK_ADMIN_PASSWORD"),
        ({"HELPDESK_ADMIN_PASSWORD": "correct horse"}, "HELPDESK_ADMIN_EMAIL"),
        (OWNER | {"HELPDESK_ADMIN_PASSWORD": "short"}, "HELPDESK_ADMIN_PASSWORD is wrong"),
        (OWNER | {"HELPDESK_ADMIN_PASSWORD": "password1"}, "HELPDESK_ADMIN_PASSWORD is wrong"),
        (OWNER | {"HELPDESK_ADMIN_PASSWORD": "owner@example.com"}, "HELPDESK_ADMIN_PASSWORD is wrong"),
    ],
)
def test_wrong_settings_stop_the_start_with_one_line(
    capsys: pytest.CaptureFixture[str], change: dict[str, str], named: str
):
    with pytest.raises(SystemExit):
        load(OrganizationSettings, "organization", GOOD | change)
    told = capsys.readouterr().err
    assert told.count("\n") == 1
    assert named in told
