"""The closed list of variables that the templates of each mail may use."""

from typing import Literal

MailKind = Literal["ticket_created", "comment_added"]

EVERY_MAIL = ("ticket_number", "ticket_title", "ticket_url", "desk_name", "requester_name")

MAIL_VARIABLES: dict[MailKind, tuple[str, ...]] = {
    "ticket_created": EVERY_MAIL,
    "comment_added": (*EVERY_MAIL, "comment_content", "agent_name"),
}

VISITORS_WORDS = ("ticket_title", "requester_name")
"""Those whose value an outsider wrote: escaped like all others, and never made a link."""
