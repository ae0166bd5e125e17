"""Secrets at rest: sealed for reading again, or only recognised by their fingerprint."""

import hashlib
from collections.abc import Sequence

from cryptography.fernet import Fernet, InvalidToken, MultiFernet

from shared.keys import BadKey

SEALED = "gAAAA"
"""What every sealed text begins with: the version and the high bytes of the time (Fernet specification)."""


class CannotOpen(Exception):
    """It was sealed with a key that is no longer among `HELPDESK_SECRETS_KEY`, or it is damaged."""


class Sealer:
    """Keeps texts that the database may hold but nobody may read there."""

    def __init__(self, keys: Sequence[str]) -> None:
        """The first key seals; all open, so a new key is put in front and the old one removed later."""
        try:
            self._keys = MultiFernet([Fernet(key) for key in keys])
        except ValueError:
            raise BadKey("a key of secrets is 32 bytes in base64url, 44 characters") from None

    def seal(self, text: str) -> bytes:
        """Encrypts; never twice to the same bytes."""
        return self._keys.encrypt(text.encode())

    def open(self, sealed: bytes) -> str:
        """Decrypts what any of the keys has sealed."""
        try:
            return self._keys.decrypt(sealed).decode()
        except InvalidToken:
            raise CannotOpen("sealed with a key that is not in HELPDESK_SECRETS_KEY") from None

    def seal_text(self, text: str) -> str:
        """`seal` for places that keep text: events, JSON."""
        return self.seal(text).decode()

    def open_text(self, text: str) -> str:
        """Opens what `seal_text` made; events older than sealing carry the text itself, and it passes through."""
        return self.open(text.encode()) if text.startswith(SEALED) else text

    def sealed_text(self, text: str) -> str:
        """`text` sealed, if it is not sealed already."""
        return text if text.startswith(SEALED) else self.seal_text(text)

    def sealed(self, text: str) -> bytes:
        """`sealed_text` for columns: what came in an event is kept as it came."""
        return self.sealed_text(text).encode()

    def reseal(self, sealed: bytes) -> bytes:
        """Encrypts again with the first key, when keys change."""
        try:
            return self._keys.rotate(sealed)
        except InvalidToken:
            raise CannotOpen("sealed with a key that is not in HELPDESK_SECRETS_KEY") from None


def fingerprint(text: str) -> bytes:
    """Recognises an unguessable text (a token) without keeping it; too weak for passwords."""
    return hashlib.sha256(text.encode()).digest()
