"""Where mails of the installation itself go, as one line names it."""

import pytest

from services.notifications.settings import NotificationsSettings, SmtpAddress
from tests.service_fixtures import settings_for


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("smtp://mail.example.com", ("mail.example.com", 25, "none", "", "")),
        ("smtp://mail.example.com:2525", ("mail.example.com", 2525, "none", "", "")),
        ("smtps://u:p@mail.example.com", ("mail.example.com", 465, "tls", "u", "p")),
        ("smtp+starttls://u:p@mail.example.com", ("mail.example.com", 587, "starttls", "u", "p")),
        ("smtp://u%40example.com:p%2Fw%3A@mail.example.com:587",
         ("mail.example.com", 587, "starttls", "u@example.com", "p/w:")),
        ("smtp://u:p@mail.example.com:25?tls=none", ("mail.example.com", 25, "none", "u", "p")),
        ("smtp://mail.example.com?tls=tls", ("mail.example.com", 465, "tls", "", "")),
    ],
)  # fmt: skip
def test_an_address_says_how_to_reach_a_server(said, meant):
    assert SmtpAddress.of(said) == meant


@pytest.mark.parametrize(
    "said", ["mail.example.com", "http://mail.example.com", "smtp://", "smtp://h?tls=yes"]
)
def test_anything_else_stops_the_start_and_names_the_variable(said, tmp_path, capsys):
    with pytest.raises(SystemExit):
        given(tmp_path, HELPDESK_SMTP_URL=said)
    assert "HELPDESK_SMTP_URL is wrong" in capsys.readouterr().err


def given(folder, **more: str) -> NotificationsSettings:
    return settings_for(NotificationsSettings, "notifications", "postgresql://localhost/x", folder, **more)


@pytest.mark.parametrize(
    ("more", "server", "sender"),
    [
        ({}, None, ""),
        ({"HELPDESK_SMTP_CATCHER": "1"}, "127.0.0.1", "helpdesk@test"),
        ({"HELPDESK_SMTP_CATCHER": "1", "HELPDESK_ENV": "production"}, None, ""),
        ({"HELPDESK_SMTP_URL": "smtp://mail.example.com"}, "mail.example.com", "helpdesk@test"),
        ({"HELPDESK_SMTP_URL": "smtp://m", "HELPDESK_SMTP_FROM": "it@example.com"}, "m", "it@example.com"),
        (
            {"HELPDESK_SMTP_URL": "smtp://m", "HELPDESK_PUBLIC_URL": "http://127.0.0.1:8000"},
            "m",
            "helpdesk@localhost",
        ),
        (
            {"HELPDESK_SMTP_URL": "smtp://m", "HELPDESK_PUBLIC_URL": "http://[::1]:80"},
            "m",
            "helpdesk@localhost",
        ),
    ],
)
def test_who_writes_and_by_which_server(tmp_path, more, server, sender):
    settings = given(tmp_path, **more)
    assert (settings.system_server and settings.system_server.host, settings.system_sender) == (
        server,
        sender,
    )


def test_a_sender_is_an_address(tmp_path, capsys):
    with pytest.raises(SystemExit):
        given(tmp_path, HELPDESK_SMTP_FROM="Helpdesk")
    assert "HELPDESK_SMTP_FROM is wrong" in capsys.readouterr().err
