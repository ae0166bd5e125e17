"""What may come in about notices, through the JSON door and the pages."""

from typing import Annotated
from uuid import UUID

from pydantic import Field, RootModel, model_validator

from services.notifications.domain.notices import NoticeKind
from shared.web import Form


class ReadForm(Form):
    """Which notices were read: some, or all there are."""

    ids: Annotated[list[UUID], Field(max_length=1000)] = []
    all: bool = False

    @model_validator(mode="after")
    def _names_some(self) -> "ReadForm":
        if bool(self.ids) == self.all:
            raise ValueError("either `ids` or `all`")
        return self


class ChoiceForm(Form):
    """Whether one kind of notice is mailed; in the panel it always is."""

    mail: bool


class ChoicesForm(RootModel[dict[NoticeKind, ChoiceForm | None]]):
    """Choices by kind; a kind that is not named stays as it is."""

    def chosen(self) -> dict[NoticeKind, bool]:
        """Those that are named."""
        return {kind: choice.mail for kind, choice in self.root.items() if choice}
