"""What may be said of requesters through the JSON door."""

from typing import Annotated
from uuid import UUID

from pydantic import Field

from services.tickets.use_cases.requesters import Corrections
from shared.addresses import Address
from shared.text import OptionalName, OptionalPhone, Phone
from shared.web import Form

Addresses = Annotated[list[Address], Field(max_length=20)]


class AddressesForm(Form):
    """Addresses to be added, and others to be taken away."""

    add: Addresses = []
    remove: Addresses = []


class RequesterEdit(Form):
    """Corrections; a field that is not named stays, an empty one is left to their tickets. `phone` is one phone alone."""

    name: OptionalName = None
    phone: OptionalPhone = None
    phones: Annotated[list[Phone], Field(max_length=20)] | None = None
    emails: AddressesForm = AddressesForm()

    def corrections(self) -> Corrections:
        """The same in the words of the use case."""
        given = self.model_fields_set
        phones = None if self.phones is None else tuple(self.phones)
        if "phones" not in given and self.phone:
            phones = (self.phone,)
        named = {"phones" if each == "phone" else each for each in given}
        return Corrections(
            frozenset(named), self.name, phones, tuple(self.emails.add), tuple(self.emails.remove)
        )


class MergeRequesterForm(Form):
    """Whom to lead to."""

    into: UUID
