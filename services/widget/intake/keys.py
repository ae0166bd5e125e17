"""Idempotency keys of strangers: bound to what only the caller knows, so that nobody can try those of others.

A key that cannot be guessed (128 bits by its form) is a secret of its caller and needs nothing beside it but its desk.
Any other, such as `order-1001`, counts only together with the caller's network and the requester's address.
"""

import re
from hashlib import sha256

from shared.addresses import person_key

UUID_FORM = re.compile(
    r"[0-9a-f]{8}-[0-9a-f]{4}-[47][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}", re.IGNORECASE
)
HEX_FORM = re.compile(r"[0-9a-f]{32,}|[0-9A-F]{32,}")
BASE64_FORM = re.compile(r"[A-Za-z0-9_-]{22,}={0,2}|[A-Za-z0-9+/]{22,}={0,2}")
WORD = re.compile(r"[a-z]{6}|[A-Z]{6}|[0-9]{6}|[A-Za-z]{12}|(?:[-_][^-_]*){4}")
"""Runs and parts that randomness seldom makes in base64, and words, names and dates do. A random key that has one by
chance is only bound more tightly."""

FEWEST_SIGNS = 9
"""Different signs in a random key of 32 hexadecimal digits; `0000…0001` has two."""


def is_unguessable(key: str) -> bool:
    """Whether `key` was made by a random generator, as far as its form tells."""
    if len(set(key.lower())) < FEWEST_SIGNS:
        return False
    if UUID_FORM.fullmatch(key) or HEX_FORM.fullmatch(key):
        return True
    is_mixed = all(any(test(sign) for sign in key) for test in (str.islower, str.isupper, str.isdigit))
    return is_mixed and BASE64_FORM.fullmatch(key) is not None and not WORD.search(key)


def bound_key(key: str, network: str, email: str) -> str:
    """What is kept of a caller's key: a fingerprint, with whose it is where the key alone does not say so."""
    whose = "" if is_unguessable(key) else f"\n{network}\n{person_key(email)}"
    return sha256(f"{key}{whose}".encode("utf-8", "surrogatepass")).hexdigest()


def link_key(key: str) -> str:
    """The same for a key beside a public link, which is a secret itself."""
    return sha256(key.encode("utf-8", "surrogatepass")).hexdigest()
