"""OwnTemplate: the subject and body a desk has written instead of the defaults."""

from dataclasses import dataclass
from uuid import UUID

from services.notifications.domain import templates
from shared.aggregate import Aggregate
from shared.contracts.mail_variables import MailKind


@dataclass(eq=False, repr=False, kw_only=True)
class OwnTemplate(Aggregate):
    """One desk's template of one kind of mail."""

    desk_id: UUID
    kind: MailKind
    subject: str = ""
    body: str = ""
    version: int = 0

    def write(self, subject: str, body: str) -> None:
        """Replace subject and body; refuses, naming it, what could not be filled in."""
        templates.check(self.kind, subject, body)
        if (subject, body) != (self.subject, self.body):
            self.subject, self.body = subject, body
            self.touch()
