"""Addresses of files: signed, short-lived, and all that somebody needs to read that one file."""

import hashlib
import hmac
from base64 import urlsafe_b64decode, urlsafe_b64encode
from dataclasses import dataclass
from datetime import datetime, timedelta

from pydantic_core import from_json, to_json

from shared.clock import utc_now
from shared.contracts.parts import Attachment
from shared.errors import NotFound
from shared.file_checks import BEING_CHECKED, NO_VERDICTS, READY, REFUSALS, Verdict, Verdicts
from shared.previews import may_have_one
from shared.storage import is_held

LINK_LIVES = timedelta(minutes=15)
PREVIEW = "/preview"
"""Behind the address of a picture: the small one of ours."""


@dataclass(frozen=True, slots=True)
class StoredFile:
    """What a signed address allows to read."""

    object_key: str
    name: str
    content_type: str


@dataclass(frozen=True, slots=True)
class ShownFile:
    """An attachment as a page shows it; `size` in bytes.

    `url` is signed and lasts a quarter of an hour. `state`, and for the team why: as `shared/file_checks.py` names them.
    `preview`: of a picture, the address of a small one.
    """

    name: str
    size: int
    url: str
    state: str
    preview: str
    reason: str


class FileLinks:
    """Short-lived signed addresses `/files/<service>/…`; whoever holds one may read that one file."""

    def __init__(self, service: str, key: str, base_url: str = "", *, holds: bool = False) -> None:
        self._service = service
        self._key = key.encode()
        self._base = base_url.rstrip("/")
        self._holds = holds

    @property
    def origin(self) -> str:
        """Where they lead, for a page's policy; '' for the page's own host."""
        return self._base

    def sign(self, attachment: Attachment, now: datetime | None = None) -> str:
        """The address of an attachment, good for a quarter of an hour."""
        expires = (now or utc_now()) + LINK_LIVES
        claims = [attachment.object_key, attachment.name, attachment.content_type, int(expires.timestamp())]
        payload = to_json(claims)
        return f"{self._base}/files/{self._service}/{_encode(self._mac(payload) + payload)}"

    def preview(self, attachment: Attachment) -> str:
        """The address of its small picture, '' where it can have none."""
        return f"{self.sign(attachment)}{PREVIEW}" if may_have_one(attachment.content_type) else ""

    def told(self, attachment: Attachment, verdicts: Verdicts = NO_VERDICTS) -> dict[str, str]:
        """The address, and whether the file opens there: `state` is `ready`, `being_checked`, `unchecked` or `infected`.

        `preview` is the address of its small picture, '' where there is none to be seen.
        """
        state = self.verdict(attachment.object_key, verdicts).state
        preview = self.preview(attachment) if state == READY.state else ""
        return {"url": self.sign(attachment), "state": state, "preview": preview}

    def shown(self, attachment: Attachment, verdicts: Verdicts = NO_VERDICTS) -> ShownFile:
        """The same for a page."""
        reason = self.verdict(attachment.object_key, verdicts).reason
        return ShownFile(attachment.name, attachment.size, **self.told(attachment, verdicts), reason=reason)

    def verdict(self, object_key: str, verdicts: Verdicts) -> Verdict:
        """What is known of a file; without a scanner what nobody has looked at yet is ready."""
        is_waiting = self._holds and is_held(object_key)
        return verdicts.get(object_key, BEING_CHECKED if is_waiting else READY)

    def check(self, object_key: str, verdicts: Verdicts) -> None:
        """Raise what keeps a file from being opened, if anything does."""
        if refusal := REFUSALS.get(self.verdict(object_key, verdicts).state):
            raise refusal

    def read(self, signed: str, now: datetime | None = None) -> StoredFile:
        """What `signed` allows; raises NotFound if it is forged or too old."""
        try:
            raw = urlsafe_b64decode(signed + "=" * (-len(signed) % 4))
        except ValueError as error:
            raise NotFound("no such file") from error
        mac, payload = raw[:32], raw[32:]
        if not hmac.compare_digest(mac, self._mac(payload)):
            raise NotFound("no such file")
        key, name, content_type, expires = from_json(payload)
        if expires < (now or utc_now()).timestamp():
            raise NotFound("this address has expired; load the page again")
        return StoredFile(key, name, content_type)

    def _mac(self, payload: bytes) -> bytes:
        return hmac.new(self._key, f"{self._service}\n".encode() + payload, hashlib.sha256).digest()


def _encode(raw: bytes) -> str:
    return urlsafe_b64encode(raw).rstrip(b"=").decode()
