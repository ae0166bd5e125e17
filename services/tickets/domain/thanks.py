"""Whether a message says nothing but thanks: then a ticket that it opened can be closed again without a word.

Every word has to be known here, so that one word of content makes it a message like any other.
"""

import re

from services.tickets.domain.searching import fold

LONGEST = 160
"""Characters; whoever writes more has more to say."""

WORD = re.compile(r"[^\W\d_]+")
SAYS_MORE = re.compile(r"[?\d/@]")
"""A question, a figure or an address is no thanks."""

# As `fold` leaves them: without case and accents.
PHRASES = (
    "have a nice day", "have a good day", "have a great day", "have a nice weekend", "have a good weekend",
    "i appreciate it", "we appreciate it", "much appreciated", "it works now", "it works", "all good",
    "z gory", "jeszcze raz", "wszystko dziala", "juz dziala", "wszystko dobrze",
)  # fmt: skip
"""Politeness of several words, none of which would do alone."""

THANKS = frozenset(
    ["thank", "thanks", "thx", "ty", "cheers", "dzieki", "dziekuje", "dziekujemy", "podziekowania", "dziekowac", "dzieks"]
)  # fmt: skip
BESIDE = frozenset(
    ["you", "u", "so", "very", "much", "a", "lot", "lots", "many", "again", "for", "the", "your", "all", "and", "quick", "fast", "prompt", "help", "support", "assistance", "answer", "reply", "response", "service", "great", "perfect", "excellent", "awesome", "amazing", "wonderful", "nice", "good", "ok", "okay", "best", "kind", "warm", "regards", "hi", "hello", "dear", "team", "that", "everyone", "guys", "bardzo", "wielkie", "wielki", "serdecznie", "slicznie", "pieknie", "uprzejmie", "za", "pomoc", "odpowiedz", "szybka", "szybko", "szybkie", "wsparcie", "super", "swietnie", "okej", "dobrze", "pozdrawiam", "pozdrowienia", "pozdrawiamy", "milego", "dnia", "panu", "pani", "panstwu", "wam", "ci", "i"]
)  # fmt: skip


def looks_like_thanks(body: str, names: str = "") -> bool:
    """Whether `body` is short and only thanks, in English or Polish; `names` are those that may stand below it."""
    if len(body) > LONGEST or SAYS_MORE.search(body):
        return False
    text = fold(body)
    for phrase in PHRASES:
        text = re.sub(rf"\b{phrase}\b", " ", text)
    words = set(WORD.findall(text)) - set(WORD.findall(fold(names)))
    return bool(words & THANKS) and words <= THANKS | BESIDE
