"""The organization's settings."""

from typing import Annotated, Self

from pydantic import AfterValidator, Field, SecretStr, model_validator
from pydantic_core import PydanticCustomError

from services.organization.passwords import SHORTEST
from shared.keys import BadKey, signing_key
from shared.settings import CommonSettings


def _wrong(text: str) -> PydanticCustomError:
    return PydanticCustomError("wrong_setting", "{text}", {"text": text})


def _signing_key(secret: SecretStr) -> SecretStr:
    try:
        signing_key(secret.get_secret_value())
    except BadKey as error:
        raise _wrong(str(error)) from None
    return secret


class OrganizationSettings(CommonSettings):
    """The key that signs sessions and tokens, and the first owner of an empty installation."""

    auth_private_key: Annotated[SecretStr, AfterValidator(_signing_key)] = Field(
        description="the private key of sign-in"
    )
    admin_email: str = ""
    admin_password: SecretStr = SecretStr("")

    @model_validator(mode="after")
    def _first_owner_can_sign_in(self) -> Self:
        password = self.admin_password.get_secret_value()
        if bool(self.admin_email) != bool(password):
            raise _wrong(
                "HELPDESK_ADMIN_EMAIL and HELPDESK_ADMIN_PASSWORD belong together: set or unset both"
            )
        if password and len(password) < SHORTEST:
            raise _wrong(f"HELPDESK_ADMIN_PASSWORD is wrong: it must have at least {SHORTEST} characters")
        return self
