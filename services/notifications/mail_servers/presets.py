"""Providers that a mailbox can be set up with by name: their servers, and where they give out access by OAuth 2.

From Microsoft's "Authenticate an IMAP, POP or SMTP connection using OAuth" and Google's "OAuth 2.0 mechanism" pages.
"""

from dataclasses import dataclass
from typing import Literal

PresetName = Literal["microsoft365", "google"]


@dataclass(frozen=True, slots=True)
class Place:
    """Where a server is, and how it encrypts."""

    host: str
    port: int
    tls: Literal["none", "starttls", "tls"]


@dataclass(frozen=True, slots=True)
class Preset:
    """One provider.

    In Microsoft's `token_url` one's own tenant may stand in place of `common`.
    """

    name: PresetName
    title: str
    smtp: Place
    imap: Place
    token_url: str
    scope: str
    reply_tokens: bool
    """Whether it takes mail to address+tag."""


PRESETS = (
    Preset(
        name="microsoft365",
        title="Microsoft 365",
        smtp=Place("smtp.office365.com", 587, "starttls"),
        imap=Place("outlook.office365.com", 993, "tls"),
        token_url="https://login.microsoftonline.com/common/oauth2/v2.0/token",  # noqa: S106 an address
        scope="https://outlook.office.com/SMTP.Send https://outlook.office.com/IMAP.AccessAsUser.All offline_access",
        reply_tokens=True,
    ),
    Preset(
        name="google",
        title="Gmail and Google Workspace",
        smtp=Place("smtp.gmail.com", 465, "tls"),
        imap=Place("imap.gmail.com", 993, "tls"),
        token_url="https://oauth2.googleapis.com/token",  # noqa: S106 an address
        scope="https://mail.google.com/",
        reply_tokens=True,
    ),
)
