"""The scheduler's settings."""

from pydantic import Field, SecretStr

from shared.keys import new_keys
from shared.settings import CommonSettings, SecretKeys


def _files_key() -> SecretStr:
    return SecretStr(new_keys()["HELPDESK_FILES_KEY"])


def _secrets_key() -> tuple[SecretStr, ...]:
    return (SecretStr(new_keys()["HELPDESK_SECRETS_KEY"]),)


class SchedulerSettings(CommonSettings):
    """It keeps no files and no secrets, so its container needs neither key: made up for each process."""

    files_key: SecretStr = Field(default_factory=_files_key, min_length=32)
    secrets_key: SecretKeys = Field(default_factory=_secrets_key)
