"""The words of tus 1.0.0, the open protocol for uploads that go on (https://tus.io/protocols/resumable-upload).

Spoken are its core and the extensions creation, expiration and termination.
"""

import re
from base64 import b64decode
from binascii import Error as NoBase64
from collections.abc import Mapping

from services.widget.domain.errors import OtherTusVersion, WrongKindOfPatch
from shared.errors import Invalid

VERSION = "1.0.0"
SPOKEN = {"Tus-Resumable": VERSION, "Cache-Control": "no-store"}
"""Headers of each answer."""
ABLE_TO = {"Tus-Version": VERSION, "Tus-Extension": "creation,expiration,termination"}
PATCH_TYPE = "application/offset+octet-stream"
LONGEST_METADATA = 4000

_doors = re.compile(r"/widget/v1/desks/[^/]+/uploads(/[^/]+)?")
METHODS = "GET, HEAD, POST, PATCH, DELETE"
"""What pages of other websites may use at these doors."""
ASKING = "Tus-Resumable, Upload-Length, Upload-Metadata, Upload-Offset"
"""Headers that such pages may send to them."""
TOLD = "Location, Tus-Extension, Tus-Max-Size, Tus-Resumable, Tus-Version, Upload-Expires, Upload-Length, Upload-Offset"
"""Headers that such pages may read of their answers."""


def is_upload(path: str) -> bool:
    """Whether an address belongs to uploads."""
    return _doors.fullmatch(path) is not None


def check_version(headers: Mapping[str, str]) -> None:
    """Raise OtherTusVersion unless the protocol is named as we speak it."""
    if headers.get("tus-resumable") != VERSION:
        raise OtherTusVersion


def check_type(headers: Mapping[str, str]) -> None:
    """Raise WrongKindOfPatch for bytes of another content type."""
    if headers.get("content-type", "").lower() != PATCH_TYPE:
        raise WrongKindOfPatch(f"send them as {PATCH_TYPE}")


def count_in(headers: Mapping[str, str], name: str) -> int:
    """A number of bytes; raises Invalid. Sizes that are not known yet (`Upload-Defer-Length`) are not taken."""
    given = headers.get(name, "")
    if not re.fullmatch("[0-9]{1,15}", given):
        raise Invalid(f"{name} must be a number of bytes", [{"field": name, "message": "a number is needed"}])
    return int(given)


def length_of(headers: Mapping[str, str]) -> int | None:
    """Bytes of the body, where they were announced."""
    given = headers.get("content-length", "")
    return int(given) if given.isdigit() else None


def name_in(headers: Mapping[str, str]) -> str:
    """The file's name in `Upload-Metadata`: pairs of a key and base64. The content type is told by the bytes, not by it."""
    given = headers.get("upload-metadata", "")
    pairs = (pair.strip().partition(" ") for pair in given[:LONGEST_METADATA].split(","))
    found = {key: value for key, _, value in pairs}
    try:
        return b64decode(found.get("filename") or found.get("name", ""), validate=True).decode()
    except (NoBase64, UnicodeDecodeError, ValueError):
        wrong = {"field": "Upload-Metadata", "message": "filename must be UTF-8 in base64"}
        raise Invalid("the file's name cannot be read", [wrong]) from None
