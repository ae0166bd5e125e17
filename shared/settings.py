"""Settings from the environment: `HELPDESK_<SERVICE>_X` before `HELPDESK_X`; a wrong one stops the program."""

import os
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any, Literal, NamedTuple, NoReturn, Self, TypeVar
from urllib.parse import urlsplit

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    SecretStr,
    ValidationError,
    model_validator,
)
from pydantic.fields import FieldInfo
from pydantic_core import PydanticCustomError
from sqlalchemy import URL, make_url
from sqlalchemy.exc import ArgumentError

from shared.keys import split_keys

T = TypeVar("T", bound="Settings")


def _wrong(text: str) -> PydanticCustomError:
    return PydanticCustomError("wrong_setting", "{text}", {"text": text})


def _web_address(text: str) -> str:
    parts = urlsplit(text)
    if parts.scheme not in ("http", "https") or not parts.netloc:
        raise _wrong("it must be an address that begins with http:// or https://")
    return text.rstrip("/")


def _database_address(secret: SecretStr) -> SecretStr:
    try:
        url = make_url(secret.get_secret_value())
    except ArgumentError:
        raise _wrong("it must be an address like postgresql://user:password@host:5432") from None
    if url.get_backend_name() not in ("postgresql", "postgres"):
        raise _wrong("it must begin with postgresql://")
    return SecretStr(_for_asyncpg(url).render_as_string(hide_password=False))


def _for_asyncpg(url: URL) -> URL:
    """The address as operators know it from libpq, in the words of our driver."""
    query = {("ssl" if name == "sslmode" else name): value for name, value in url.query.items()}
    return url.set(drivername="postgresql+asyncpg", query=query)


def _broker_address(secret: SecretStr) -> SecretStr:
    if urlsplit(secret.get_secret_value()).scheme not in ("amqp", "amqps"):
        raise _wrong("it must begin with amqp:// or amqps://")
    return secret


def _scanner_address(text: str) -> str:
    try:
        ScannerAddress.of(text)
    except ValueError as error:
        raise _wrong(str(error)) from None
    return text


class ScannerAddress(NamedTuple):
    """Where clamd listens: `tcp://host:3310`, or the `unix:/path` of its socket."""

    host: str = ""
    port: int = 0
    path: str = ""

    @classmethod
    def of(cls, text: str) -> "ScannerAddress":
        """Raises ValueError for anything else."""
        parts = urlsplit(text)
        if parts.scheme == "unix" and parts.path:
            return cls(path=parts.path)
        if parts.scheme != "tcp" or not parts.hostname:
            raise ValueError("it must be an address like tcp://host:3310 or unix:/path/to/clamd.sock")
        return cls(parts.hostname, parts.port or 3310)


WebAddress = Annotated[str, AfterValidator(_web_address)]
DatabaseAddress = Annotated[SecretStr, AfterValidator(_database_address)]
ScannerUrl = Annotated[str, AfterValidator(_scanner_address)]
BrokerAddress = Annotated[SecretStr, AfterValidator(_broker_address)]
Keys = Annotated[tuple[str, ...], BeforeValidator(split_keys), Field(min_length=1)]
SecretKeys = Annotated[tuple[SecretStr, ...], BeforeValidator(split_keys), Field(min_length=1)]


class Settings(BaseModel):
    """Base of each service's settings: frozen, read once when the service is put together."""

    model_config = ConfigDict(frozen=True, extra="forbid", validate_default=False)


class CommonSettings(Settings):
    """What every service needs to know."""

    env: Literal["development", "test", "production"] = "development"
    data_dir: Path = Path(".data")
    http_host: str = "127.0.0.1"
    http_port: int = Field(default=8000, ge=1, le=65535)
    public_url: WebAddress = Field(default="", description="the address that people type in their browsers")
    files_url: WebAddress = Field(
        default="",
        description="the address of files; unset: the public one; another host answers nothing else",
    )
    database_url: DatabaseAddress = Field(description="the address of the PostgreSQL server")
    rabbitmq_url: BrokerAddress | None = None
    storage_url: str = ""
    clamav_url: ScannerUrl | None = Field(
        default=None,
        description="where clamd listens, which looks at files before they open; unset: nobody does",
    )
    auth_public_keys: Keys = Field(description="the public keys of sign-in, separated by commas")
    files_key: SecretStr = Field(min_length=32, description="the key that signs the addresses of files")
    secrets_key: SecretKeys = Field(description="the keys of stored secrets, separated by commas")
    otlp_endpoint: WebAddress | None = None
    trusted_proxies: str = Field(
        default="127.0.0.1",
        description="the addresses of the gateway, which may say where a request came from",
    )
    log_level: Literal["debug", "info", "warning", "error"] = "info"
    log_json: bool = False
    web_pool_size: int = Field(default=10, ge=1, le=200)
    handler_pool_size: int = Field(default=10, ge=4, le=200)
    clock_offset_seconds: float = 0
    requests_per_person_per_second: float = Field(default=600, gt=0)
    metrics_token: SecretStr | None = Field(
        default=None, description="the bearer token that may read /metrics and /health/ready from elsewhere"
    )

    @property
    def production(self) -> bool:
        """Whether strangers rely on this installation."""
        return self.env == "production"

    @model_validator(mode="before")
    @classmethod
    def _fill_addresses(cls, given: dict[str, Any]) -> dict[str, Any]:
        host, port = given.get("http_host") or "127.0.0.1", given.get("http_port") or 8000
        folder = Path(given.get("data_dir") or ".data").absolute()
        filled = {"public_url": f"http://{host}:{port}", "storage_url": f"file://{folder}/files", **given}
        return {"files_url": filled["public_url"], **filled}

    @model_validator(mode="after")
    def _no_moved_clock_in_production(self) -> Self:
        if self.production and self.clock_offset_seconds:
            raise _wrong(
                "HELPDESK_CLOCK_OFFSET_SECONDS is for tests and demos: unset it, or unset HELPDESK_ENV"
            )
        return self


class AsksForMail(CommonSettings):
    """What the services share that ask for mails of the installation itself, and write them."""

    mail_key: SecretKeys | None = Field(
        default=None,
        description="the keys of links in mails that are asked for; unset: those of stored secrets",
    )

    @property
    def mail_keys(self) -> list[str]:
        """The keys that such links are sealed with, the present one first."""
        return [key.get_secret_value() for key in self.mail_key or self.secrets_key]


def load(kind: type[T], service: str, environment: Mapping[str, str] | None = None) -> T:
    """Reads the settings of one service; ends the program with one line if one is wrong or missing."""
    variables = {name: value for name, value in (environment or os.environ).items() if value.strip()}
    given: dict[str, Any] = {}
    for field in kind.model_fields:
        name = _variable(field, service, variables)
        if name in variables:
            given[field] = _of_service(field, name, service, variables[name])
    try:
        return kind.model_validate(given)
    except ValidationError as error:
        _stop(_explain(kind, service, variables, error))


def _variable(field: str, service: str, variables: Mapping[str, str]) -> str:
    own = f"HELPDESK_{service}_{field}".upper()
    return own if own in variables else f"HELPDESK_{field}".upper()


def _of_service(field: str, name: str, service: str, value: str) -> str:
    """A common server has one database for each service; a service's own address names its database itself."""
    if field != "database_url" or name != "HELPDESK_DATABASE_URL":
        return value
    try:
        return make_url(value).set(database=f"helpdesk_{service}").render_as_string(hide_password=False)
    except ArgumentError:
        return value  # refused with all other wrong values


def _explain(kind: type[Settings], service: str, variables: Mapping[str, str], error: ValidationError) -> str:
    first = error.errors(include_url=False, include_input=False)[0]
    if not first["loc"]:
        return f"{first['msg']}."
    field = str(first["loc"][0])
    name, info = _variable(field, service, variables), kind.model_fields[field]
    if first["type"] == "missing":
        return f"{name} is missing: set it to {_meaning(info)}."
    optional = "" if info.is_required() else ", or unset it"
    return f"{name} is wrong: {_lower(first['msg'])}; correct it{optional}."


def _meaning(info: FieldInfo) -> str:
    return info.description or "the value this service needs"


def _lower(text: str) -> str:
    return text[:1].lower() + text[1:]


def _stop(line: str) -> NoReturn:
    print(f"helpdesk: {line}", file=sys.stderr)
    raise SystemExit(2)
