"""The organization's settings."""

from typing import Annotated, Self

from pydantic import AfterValidator, Field, SecretStr, model_validator
from pydantic_core import PydanticCustomError

from services.organization.domain.errors import FieldRefused
from services.organization.passwords import SHORTEST, check_quality
from shared.addresses import is_address
from shared.keys import BadKey, signing_key
from shared.settings import AsksForMail


def _wrong(text: str) -> PydanticCustomError:
    return PydanticCustomError("wrong_setting", "{text}", {"text": text})


def _signing_key(secret: SecretStr) -> SecretStr:
    try:
        signing_key(secret.get_secret_value())
    except BadKey as error:
        raise _wrong(str(error)) from None
    return secret


class OrganizationSettings(AsksForMail):
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
        if password and not is_address(self.admin_email):
            raise _wrong("HELPDESK_ADMIN_EMAIL is wrong: it must be an e-mail address")
        if password:
            try:
                check_quality(password, [self.admin_email])
            except FieldRefused as error:
                raise _wrong(f"HELPDESK_ADMIN_PASSWORD is wrong: {error}") from None
        return self
