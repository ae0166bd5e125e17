"""The notifications service's settings."""

from typing import Annotated, NamedTuple
from urllib.parse import parse_qs, unquote, urlsplit

from pydantic import AfterValidator, Field, SecretStr
from pydantic_core import PydanticCustomError

from shared.addresses import is_address
from shared.ip import ip_of
from shared.rates import Rate, RateSetting
from shared.settings import AsksForMail

SCHEMES = {"smtp": None, "smtps": "tls", "smtp+starttls": "starttls"}
PORTS = {"none": 25, "starttls": 587, "tls": 465}


class SmtpAddress(NamedTuple):
    """A mail server as one line names it: smtp://user:password@host:port, smtps://, smtp+starttls://, or with `?tls=`.

    Where a user name is given, a password goes along: it is encrypted (starttls) unless `?tls=none` says otherwise.
    """

    host: str
    port: int
    tls: str
    username: str
    password: str

    @classmethod
    def of(cls, text: str) -> "SmtpAddress":
        """Raises ValueError for anything else."""
        parts = urlsplit(text)
        if parts.scheme not in SCHEMES or not parts.hostname:
            raise ValueError("it must be an address like smtp://user:password@host:587")
        told = parse_qs(parts.query).get("tls", [""])[0] or SCHEMES[parts.scheme]
        tls = told or ("starttls" if parts.username else "none")
        if tls not in PORTS:
            raise ValueError("its tls is one of none, starttls, tls")
        password = unquote(parts.password or "")
        return cls(parts.hostname, parts.port or PORTS[tls], tls, unquote(parts.username or ""), password)


def _server(secret: SecretStr) -> SecretStr:
    try:
        SmtpAddress.of(secret.get_secret_value())
    except ValueError as error:
        raise PydanticCustomError("wrong_setting", "{text}", {"text": str(error)}) from None
    return secret


def _sender(text: str) -> str:
    if text and not is_address(text):
        raise PydanticCustomError("wrong_setting", "it must be an e-mail address")
    return text


class NotificationsSettings(AsksForMail):
    """Where system mail goes, how much is sent at once, and the development mail catcher."""

    smtp_url: Annotated[SecretStr, AfterValidator(_server)] | None = Field(
        default=None, description="the server of system mail: invitations, forgotten passwords"
    )
    smtp_from: Annotated[str, AfterValidator(_sender)] = Field(
        default="",
        description="whom system mail comes from; unset: helpdesk at the host of the public address",
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
        default=64, ge=1, le=512, description="mails under way at once, per process"
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

    strangers_mails_per_domain: RateSetting = Field(
        default=Rate(5000, 0.5),
        description="mails that strangers' deeds send to addresses of one domain: at once, and a second in the long run",
    )
    strangers_mails_per_desk: RateSetting = Field(
        default=Rate(10_000, 1), description="the same for all of one desk"
    )
    strangers_mails_in_all: RateSetting = Field(
        default=Rate(50_000, 5), description="the same for all desks together"
    )

    @property
    def catches_mail(self) -> bool:
        """Whether the mail catcher runs: never where strangers rely on the installation."""
        return self.smtp_catcher and not self.production

    @property
    def any_host(self) -> bool:
        """Whether mailboxes may name servers of the private network."""
        return self.allow_private_hosts or not self.production

    @property
    def system_server(self) -> SmtpAddress | None:
        """Where system mail goes: the operator's server, else the mail catcher, else nowhere."""
        if self.smtp_url:
            return SmtpAddress.of(self.smtp_url.get_secret_value())
        return SmtpAddress("127.0.0.1", self.smtp_catcher_port, "none", "", "") if self.catches_mail else None

    @property
    def system_sender(self) -> str:
        """Whom system mail comes from; '' where none can go."""
        if self.system_server is None:
            return ""
        host = urlsplit(self.public_url).hostname or "localhost"
        return self.smtp_from or f"helpdesk@{'localhost' if ip_of(host) else host}"
