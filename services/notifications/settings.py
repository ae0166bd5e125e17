"""The notifications service's settings."""

from typing import Annotated
from urllib.parse import urlsplit

from pydantic import AfterValidator, Field, SecretStr
from pydantic_core import PydanticCustomError

from shared.settings import CommonSettings


def _mail_address(secret: SecretStr) -> SecretStr:
    parts = urlsplit(secret.get_secret_value())
    if parts.scheme not in ("smtp", "smtps") or not parts.hostname:
        raise PydanticCustomError("wrong_setting", "it must be an address like smtp://user:password@host:587")
    return secret


class NotificationsSettings(CommonSettings):
    """Where system mail goes, how much is sent at once, and the development mail catcher."""

    smtp_url: Annotated[SecretStr, AfterValidator(_mail_address)] | None = Field(
        default=None, description="the server of system mail: invitations, codes"
    )
    smtp_catcher: bool = Field(
        default=False, description="whether to catch mail here; given by `up` and `cluster`"
    )
    smtp_catcher_port: int = Field(default=1025, ge=1, le=65535)
    allow_private_hosts: bool = Field(
        default=False, description="whether mailboxes in production may name servers of the private network"
    )
    lmtp_port: int | None = Field(
        default=None, ge=1, le=65535, description="where mail servers hand mail on by LMTP; none: nowhere"
    )
    lmtp_host: str = Field(default="127.0.0.1", description="the address that LMTP listens on")
    sender_concurrency: int = Field(
        default=16, ge=1, le=64, description="mails under way at once, per process"
    )
    mailbox_alarm_minutes: int = Field(
        default=10,
        ge=1,
        le=1440,
        description="after how many minutes without a look into it a mailbox is told of",
    )
    reader_concurrency: int = Field(
        default=4, ge=1, le=32, description="mails read at once, per process, each in a child process"
    )

    @property
    def catches_mail(self) -> bool:
        """Whether the mail catcher runs: never where strangers rely on the installation."""
        return self.smtp_catcher and not self.production

    @property
    def any_host(self) -> bool:
        """Whether mailboxes may name servers of the private network."""
        return self.allow_private_hosts or not self.production
