import pytest

from services.notifications.mail_servers.smtp import as_data


@pytest.mark.parametrize(
    ("content", "sent"),
    [
        (b"a\nb", b"a\r\nb\r\n.\r\n"),
        (b"a\rb\r\n", b"a\r\nb\r\n.\r\n"),
        (b"a\n.\nMAIL", b"a\r\n..\r\nMAIL\r\n.\r\n"),
        (b"a\r.\rMAIL", b"a\r\n..\r\nMAIL\r\n.\r\n"),
        (b".a\r\n..b", b"..a\r\n...b\r\n.\r\n"),
        (b"", b"\r\n.\r\n"),
    ],
)
def test_nothing_inside_a_mail_ends_it(content, sent):
    assert as_data(content) == sent
