"""Passwords: which are good enough (NIST SP 800-63B, 3.1.1), and their argon2id hashes.

Hashes are worked on few at a time and beside the event loop.
"""

import asyncio
import re
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from precis_i18n import get_profile
from pwdlib import PasswordHash
from pwdlib.hashers.argon2 import Argon2Hasher
from zxcvbn import zxcvbn

from services.organization.domain.errors import FieldRefused

GUESSED = "That password is known from leaks or easily guessed. Use another one"

UNTYPABLE = "Use another password: it has signs that cannot be typed everywhere"

SHORTEST, LONGEST = 8, 200
"""Characters of a password."""

LOOKED_AT = 72
"""Characters that the judge of passwords looks at; it is slow for long ones."""

GOOD_ENOUGH = 2
"""zxcvbn's scale: below it, lists of leaked passwords and their usual changes find it within a million guesses."""

OF_ONES_OWN = 4
"""Letters and digits that must be left of a password without the names that everybody knows."""

COMMON = 3000
"""Up to this place in zxcvbn's lists of passwords, words and names, a word is among the first that anybody tries."""

COMMON_IN_POLISH = """
haslo hasło admin kochanie misiek mateusz polska warszawa krakow kraków gdansk gdańsk wiosna lato jesien
jesień zima styczen styczeń luty marzec kwiecien kwiecień maj czerwiec lipiec sierpien sierpień wrzesien
wrzesień pazdziernik październik listopad grudzien grudzień poniedzialek poniedziałek wtorek sroda środa
czwartek piatek piątek sobota niedziela witaj dziendobry firma praca biuro serwis pomoc wsparcie klient
zgloszenia zgłoszenia
"""
"""zxcvbn's lists are English."""

AT_ONCE = 2
"""Each hash takes a processor and 64 MB for a moment: a flood of sign-ins must not take all of both."""

_one_form = get_profile("OpaqueString")


def in_one_form(password: str) -> str:
    """`password` as every keyboard and system means it (PRECIS OpaqueString, RFC 8265); raises ValueError."""
    try:
        return _one_form.enforce(password)
    except UnicodeEncodeError:
        raise ValueError("it has signs that cannot be typed everywhere") from None


def forms_of(password: str) -> tuple[str, ...]:
    """What is compared: the one form, and as it was typed, which is what was hashed before there was one form.

    How many there are depends on what was typed alone, so how long comparing takes tells nothing of what is stored.
    """
    try:
        meant = in_one_form(password)
    except ValueError:
        # Half a pair, come in by a JSON escape, is no reason to fall over.
        return (password.encode("utf-8", "replace").decode(),)
    return (meant,) if meant == password else (meant, password)


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether a password is right; `renewed` is its hash by the present rules, where the stored one is of earlier ones."""

    is_right: bool
    renewed: str = ""


def check_quality(password: str, known: Sequence[str]) -> None:
    """Raise FieldRefused for a password that others would guess; `known` are names they would try."""
    words = _names(known)
    found = zxcvbn(password[:LOOKED_AT], user_inputs=words)
    if found["score"] < GOOD_ENOUGH or len(_without(words, password.lower())) < OF_ONES_OWN:
        raise FieldRefused("password", GUESSED)


def check_words(password: str, known: Sequence[str]) -> None:
    """Raise FieldRefused for one common word with a date, digits or signs around it, like `Summer2026!`.

    Such passwords have a capital, a digit and a sign because a rule asked for them, and so guessing begins with them;
    by zxcvbn's count, which takes the signs for random, they would be good enough.
    """
    core = re.sub(r"^[\W\d_]+|[\W\d_]+$", "", password[:LOOKED_AT])
    found = zxcvbn(core, user_inputs=_names(known))["sequence"] if core else []
    words = {_common_word(match) for match in found}
    is_one_word = len(words - {""}) == 1 and None not in words
    if is_one_word or core.lower() in COMMON_IN_POLISH.split():
        raise FieldRefused("password", GUESSED)


def _common_word(match: Mapping[str, Any]) -> str | None:
    """The common word of a piece of a password, nothing for digits and signs, None for what is somebody's own."""
    if match.get("rank", COMMON + 1) <= COMMON:
        return str(match["matched_word"])
    return None if re.search(r"[^\W\d_]", match["token"]) else ""


def _names(known: Sequence[str]) -> list[str]:
    """What others know of whose password it is, in lower case, longest first."""
    parts = {part.lower() for text in known for part in (text, *re.split(r"\W+", text))}
    return sorted({"helpdesk", *(part for part in parts if len(part) >= 3)}, key=len, reverse=True)


def _without(words: Sequence[str], password: str) -> str:
    for word in words:
        password = password.replace(word, "")
    return re.sub(r"[\W_]", "", password)


class Passwords:
    """Makes and checks hashes."""

    def __init__(self, at_once: int = AT_ONCE) -> None:
        self._hasher = PasswordHash((Argon2Hasher(),))
        self._places = asyncio.Semaphore(at_once)
        self._nobodys = self._hasher.hash(secrets.token_urlsafe())

    async def hash(self, password: str, known: Sequence[str] | None = None) -> str:
        """What to store of a new password; judged first if `known` says whose it is. Raises FieldRefused."""
        try:
            meant = in_one_form(password)
        except ValueError as error:
            raise FieldRefused("password", UNTYPABLE) from error
        if len(meant) < SHORTEST:
            raise FieldRefused("password", f"A password has at least {SHORTEST} characters")
        async with self._places:
            if known is not None:
                await asyncio.to_thread(check_quality, meant, known)
                await asyncio.to_thread(check_words, meant, known)
            return await asyncio.to_thread(self._hasher.hash, meant)

    async def judge(self, password: str, stored: str) -> Verdict:
        """Whether `password` is the stored one; takes as long when nothing is stored, or the first form fits."""
        forms = forms_of(password)
        async with self._places:
            fits = [
                await asyncio.to_thread(self._hasher.verify, form, stored or self._nobodys) for form in forms
            ]
            if not stored or not any(fits):
                return Verdict(is_right=False)
            renewed = "" if fits[0] else await asyncio.to_thread(self._hasher.hash, forms[0])
        return Verdict(is_right=True, renewed=renewed)
