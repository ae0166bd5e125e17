"""The installation's keys, written as text for environment variables."""

import os
import secrets
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from joserfc.jwk import OKPKey

BYTES = 32
FILE = "keys.env"


class BadKey(ValueError):
    """A text that should be a key is not; the message never contains it."""


def make_keys(data_dir: Path) -> dict[str, str]:
    """Answers the keys kept in `data_dir` as environment variables, made on the first call, readable by the owner only."""
    file = data_dir / FILE
    if not file.exists():
        data_dir.mkdir(parents=True, exist_ok=True)
        _write_once(file, new_keys())
    return dict(line.split("=", 1) for line in file.read_text().splitlines() if "=" in line)


def new_keys() -> dict[str, str]:
    """Answers fresh keys as environment variables."""
    private = Ed25519PrivateKey.generate()
    return {
        "HELPDESK_AUTH_PRIVATE_KEY": _text(private.private_bytes_raw()),
        "HELPDESK_AUTH_PUBLIC_KEYS": _text(private.public_key().public_bytes_raw()),
        "HELPDESK_FILES_KEY": _text(secrets.token_bytes(BYTES)),
        "HELPDESK_SECRETS_KEY": urlsafe_b64encode(secrets.token_bytes(BYTES)).decode(),
    }


def signing_key(text: str) -> OKPKey:
    """The private key of `HELPDESK_AUTH_PRIVATE_KEY`, to sign tokens with."""
    private = Ed25519PrivateKey.from_private_bytes(_bytes(text))
    return _jwk(private.public_key().public_bytes_raw(), d=_text(private.private_bytes_raw()))


def verification_keys(texts: Iterable[str]) -> list[OKPKey]:
    """The public keys of `HELPDESK_AUTH_PUBLIC_KEYS`: a token signed by any of them is good."""
    return [_jwk(_bytes(text)) for text in texts]


def split_keys(text: Any) -> Any:
    """Several keys stand in one variable, separated by commas: the first is used, all are understood."""
    return tuple(filter(None, map(str.strip, text.split(",")))) if isinstance(text, str) else text


def _jwk(public: bytes, **private: str) -> OKPKey:
    key = OKPKey.import_key({"kty": "OKP", "crv": "Ed25519", "x": _text(public), **private})
    key.ensure_kid()
    return key


def _text(raw: bytes) -> str:
    return urlsafe_b64encode(raw).rstrip(b"=").decode()


def _bytes(text: str) -> bytes:
    try:
        raw = urlsafe_b64decode(text + "=" * (-len(text) % 4))
    except ValueError:
        raw = b""
    if len(raw) != BYTES:
        raise BadKey(f"a key is {BYTES} bytes in base64url; `helpdesk up` makes some in {FILE}")
    return raw


def _write_once(file: Path, keys: dict[str, str]) -> None:
    """Two programs starting together must end with the same keys: the first file stays."""
    draft = file.with_name(f"{FILE}.{os.getpid()}")
    draft.touch(mode=0o600)
    draft.write_text("".join(f"{name}={value}\n" for name, value in keys.items()))
    try:
        os.link(draft, file)
    except FileExistsError:
        pass
    finally:
        draft.unlink()
