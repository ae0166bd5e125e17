"""Passwords as argon2id hashes, worked on few at a time and beside the event loop."""

import asyncio
import secrets

from pwdlib import PasswordHash
from pwdlib.hashers.argon2 import Argon2Hasher

SHORTEST, LONGEST = 8, 200
"""Characters of a password."""

AT_ONCE = 2
"""Each hash takes a processor and 64 MB for a moment: a flood of sign-ins must not take all of both."""


class Passwords:
    """Makes and checks hashes."""

    def __init__(self, at_once: int = AT_ONCE) -> None:
        self._hasher = PasswordHash((Argon2Hasher(),))
        self._places = asyncio.Semaphore(at_once)
        self._nobodys = self._hasher.hash(secrets.token_urlsafe())

    async def hash(self, password: str) -> str:
        """What to store of a new password."""
        async with self._places:
            return await asyncio.to_thread(self._hasher.hash, password)

    async def is_right(self, password: str, stored: str) -> bool:
        """Whether `password` is the stored one; takes as long when nothing is stored."""
        async with self._places:
            matches = await asyncio.to_thread(self._hasher.verify, password, stored or self._nobodys)
        return matches and bool(stored)
