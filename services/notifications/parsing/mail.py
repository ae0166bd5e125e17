"""A mail, as it was understood."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from hashlib import sha256

from services.notifications.parsing.automatic import Automatic
from services.notifications.parsing.failures.found import Bounce


@dataclass(frozen=True, slots=True)
class Address:
    """Somebody's name and address, as the mail gives them; either may be ''."""

    name: str
    address: str

    @property
    def shown(self) -> dict[str, str]:
        return {"name": self.name, "address": self.address}


NOBODY = Address("", "")


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file that came with a mail. `name` is for people to read, and no path."""

    name: str
    content_type: str
    content: bytes
    inline: bool = False
    """Whether the mail shows it among its words."""
    content_id: str = ""
    """What `cid:` in the HTML calls it."""

    @property
    def shown(self) -> dict[str, object]:
        return {
            "name": self.name,
            "content_type": self.content_type,
            "size": len(self.content),
            "sha256": sha256(self.content).hexdigest(),
            "inline": self.inline,
            "content_id": self.content_id,
        }


@dataclass(frozen=True, slots=True)
class Judged:
    """What is to be thought of a mail."""

    automatic: Automatic | None
    """Which kind of machine wrote it, and why it is taken for one; None when a person wrote it."""
    bounce: Bounce | None
    """Of what it is a bounce."""
    delivered_to: Sequence[str]
    """Addresses that servers on the way noted it was delivered to."""
    is_forged: bool
    """The receiving server says that whoever sent it may not use the sender's address."""

    @property
    def shown(self) -> dict[str, object]:
        """Fit for JSON; `auto_reply` is why it is taken for an automatic reply, which a bounce is not."""
        replies = self.automatic and self.automatic.is_automatic_reply and self.bounce is None
        return {
            "auto_reply": self.automatic.why if self.automatic and replies else None,
            "automatic": asdict(self.automatic) if self.automatic else None,
            "bounce": asdict(self.bounce) if self.bounce else None,
            "delivered_to": list(self.delivered_to),
            "is_forged": self.is_forged,
        }


@dataclass(frozen=True, slots=True)
class ParsedMail:
    """What stands in a mail. `headers` are those of its top in their order: names as written, words decoded."""

    headers: Sequence[tuple[str, str]]
    sender: Address
    sender_doubt: str | None
    """Why another program may read another sender; whoever trusts a sender asks for None here."""
    to: Sequence[Address]
    cc: Sequence[Address]
    subject: str
    date: str | None
    """ISO 8601, with the zone that the mail names."""
    message_id: str | None
    in_reply_to: str | None
    references: Sequence[str]
    text: str
    html: str | None
    """Sanitised; None when the mail has none."""
    html_version: str
    """By which rules it was sanitised: made again from the raw mail when these change."""
    original_html: str
    """As it came: never shown, only read."""
    reply: str
    judged: Judged
    attachments: Sequence[Attachment]
    cut: Sequence[str]
    """Which fields are not whole, because they were too long."""

    @property
    def shown(self) -> dict[str, object]:
        """All but the contents of files, fit for JSON."""
        return {
            "from": self.sender.shown,
            "from_doubt": self.sender_doubt,
            "to": [each.shown for each in self.to],
            "cc": [each.shown for each in self.cc],
            "subject": self.subject,
            "date": self.date,
            "message_id": self.message_id,
            "in_reply_to": self.in_reply_to,
            "references": list(self.references),
            "text": self.text,
            "html": self.html,
            "html_version": self.html_version,
            "reply": self.reply,
            **self.judged.shown,
            "attachments": [each.shown for each in self.attachments],
            "cut": list(self.cut),
        }
