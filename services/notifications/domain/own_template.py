"""OwnTemplate: the subject and body a desk has written instead of the defaults of a language."""

from dataclasses import dataclass
from typing import NamedTuple
from uuid import UUID

from services.notifications.domain import templates
from shared.aggregate import Aggregate
from shared.contracts.mail_variables import MailKind


class TemplateKey(NamedTuple):
    """Which words: a desk's, for one kind of mail, in one of the languages that we have words in (`en`, not `en-GB`)."""

    desk_id: UUID
    kind: MailKind
    language: str


@dataclass(eq=False, repr=False, kw_only=True)
class OwnTemplate(Aggregate):
    """One desk's template of one kind of mail in one language; it is used while that is the desk's."""

    desk_id: UUID
    kind: MailKind
    language: str
    subject: str = ""
    body: str = ""
    version: int = 0

    def write(self, subject: str, body: str) -> None:
        """Replace subject and body; refuses, naming it, what could not be filled in."""
        templates.check(self.kind, subject, body)
        if (subject, body) != (self.subject, self.body):
            self.subject, self.body = subject, body
            self.touch()
