"""What all forms of a word begin with, so that one of them finds the others."""

from collections.abc import Collection
from functools import lru_cache

import snowballstemmer

from services.tickets.domain.query import Term
from services.tickets.domain.searching import fold

STEMMERS = {"en": "english", "pl": "polish"}
"""Languages of desks whose grammar is known here; see https://snowballstem.org/algorithms."""

SHORTEST = 4
"""Signs: what is shorter stands in words of every kind."""


def beginning(word: str, languages: Collection[str]) -> str:
    """The folded beginning that `word` shares with its other forms in any of these languages, or all of it.

    Always the beginning of the word itself: so whatever has the very word is found.
    """
    folded = fold(word)
    found = [each for language in languages if len(each := _beginning(word, language)) >= SHORTEST]
    return min(found, key=len, default=folded)


def sought_in(term: Term, languages: Collection[str]) -> list[str]:
    """What is looked for of words that were typed: in quotes all of them as they stand, else each in all its forms."""
    if term.exact:
        return [words] if (words := fold(term.value)) else []
    return [found for word in term.value.split() for found in beginning(word, languages).split()]


@lru_cache(maxsize=10_000)
def _beginning(word: str, language: str) -> str:
    name = STEMMERS.get(language)
    if name is None or not word.isalpha():
        return ""
    # A stemmer keeps what it is at in itself: one for each call, as threads may call.
    stem = snowballstemmer.stemmer(name).stemWord(word.casefold())
    # English writes the same sound as y and as i: delivery, deliveries.
    return _shared(fold(word), fold(stem.removesuffix("i") if language == "en" else stem))


def _shared(one: str, other: str) -> str:
    """What both begin with."""
    pairs = enumerate(zip(one, other, strict=False))
    return one[: next((place for place, (a, b) in pairs if a != b), min(len(one), len(other)))]
