"""What a mail about a failed delivery says."""

from dataclasses import dataclass
from typing import Literal, Protocol

Action = Literal["failed", "delayed", "delivered", "relayed", "expanded", "complaint"]
"""The actions of RFC 3464 2.3.3, and `complaint` of feedback loops (RFC 5965). Only `failed` is a failure."""


class Part(Protocol):
    """A part of a mail without children.

    `content_type` in lower case and without parameters; `text` decoded, '' for what is no text, and the raw text of
    message/rfc822, text/rfc822-headers, message/delivery-status and message/feedback-report.
    """

    @property
    def content_type(self) -> str: ...

    @property
    def text(self) -> str: ...


@dataclass(frozen=True, slots=True)
class FailedRecipient:
    """Whom the mail did not reach.

    `address` in lower case, '' when nobody is named; `status` as in RFC 3463 ("5.1.1") or ''; `diagnostic` is what
    the other server said, at most 1,000 characters.
    """

    address: str
    status: str
    action: Action
    diagnostic: str


@dataclass(frozen=True, slots=True)
class Bounce:
    """`original_message_id` is that of the mail that failed, with its angle brackets, or ''.

    `why` says how the bounce was recognised: `report`, `feedback`, `json` or `words`.
    """

    recipients: tuple[FailedRecipient, ...]
    original_message_id: str
    why: Literal["report", "feedback", "json", "words"]

    @property
    def is_failure(self) -> bool:
        """Whether somebody will certainly not get the mail."""
        return any(recipient.action == "failed" for recipient in self.recipients)
