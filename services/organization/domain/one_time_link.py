"""One-time links: how long each kind is good, and where it leads."""

from datetime import timedelta
from typing import Literal

LinkKind = Literal["password_reset", "invitation"]

BYTES = 32
"""Random ones in a token."""

LASTS: dict[LinkKind, timedelta] = {"password_reset": timedelta(hours=1), "invitation": timedelta(days=7)}
"""The mails say so too (`system_mail.` in shared/languages)."""

PATHS: dict[LinkKind, str] = {"password_reset": "/auth/password-reset", "invitation": "/auth/invitations"}
