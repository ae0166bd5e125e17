"""Message-IDs: with their angle brackets, as the headers of answers have them (`domain/threading.py`)."""

import re

from services.notifications.parsing.limits import MOST_REFERENCES

LONGEST = 998
"""Characters: a line of RFC 5322 has no more."""
IN_ANGLES = re.compile(r"<([^<>]+)>")
BARE = re.compile(r"(?<![^\s<>,;\"()])[^\s<>,;\"()@]++@[^\s<>,;\"()]+")
"""A word with an @: only the beginning of a word begins one, so that no letter is looked at twice."""
SPACE = re.compile(r"\s+")


def read_id(raw: str) -> str | None:
    """The first Message-ID of a header's value; a bare word counts as one."""
    found = read_ids(raw)
    if found:
        return found[0]
    word = raw.strip(" <>\"'\t")[:LONGEST]
    return f"<{word}>" if word and not SPACE.search(word) else None


def read_ids(raw: str) -> list[str]:
    """All of them, each once; of a very long thread its beginning and its end."""
    found = IN_ANGLES.findall(raw) or BARE.findall(raw)
    words = (SPACE.sub("", each) for each in found if len(each) <= LONGEST)
    ids = list(dict.fromkeys(f"<{word}>" for word in words if word))
    return ids if len(ids) <= MOST_REFERENCES else [ids[0], *ids[1 - MOST_REFERENCES :]]
