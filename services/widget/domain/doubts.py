"""What makes an inquiry doubtful, by name: a person looks at it before it becomes a ticket."""

import re
from enum import StrEnum

MOST_LINKS = 10
"""Different addresses in one inquiry. People who report a fault paste a few; who sends dozens advertises."""

ADDRESS = re.compile(r"(?:https?://|www\.)[^\s<>\"')\]]+", re.IGNORECASE)
LINK_MARKUP = re.compile(r"\[(?:url|link)\s*[=\]]\s*[\"']?(?:https?://|www\.)", re.IGNORECASE)
"""BBCode. The form takes plain text, so nobody who sees it writes that; HTML is quoted by people who ask about it."""


class Doubt(StrEnum):
    """Why an inquiry is not passed on by itself."""

    TRAP = "trap"
    """The field was filled in that people do not see."""
    NO_PROOF = "no_proof"
    """A proof of work was needed, and its sender could not bring one."""
    MANY_LINKS = "many_links"
    LINK_MARKUP = "link_markup"


def doubt_about(title: str, body: str, trap: str) -> Doubt | None:
    """What an inquiry itself gives away; the first reason counts. Whoever is proven is not asked."""
    if trap.strip():
        return Doubt.TRAP
    text = f"{title}\n{body}"
    if LINK_MARKUP.search(text):
        return Doubt.LINK_MARKUP
    if len(set(ADDRESS.findall(text))) > MOST_LINKS:
        return Doubt.MANY_LINKS
    return None
