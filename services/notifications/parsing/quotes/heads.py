"""Finds the sentence above a quote: "On Tuesday, 3 May 2016 at 10:02, Ann <ann@…> wrote:"."""

import re
from collections.abc import Sequence

from services.notifications.parsing.dates import ZONES
from services.notifications.parsing.quotes.lines import Kind, Line
from services.notifications.parsing.quotes.wording import OPENINGS, UNSURE, WEEKDAYS, WROTE, WROTE_INSIDE

MOST_LINES = 5
"""Mail programs break the sentence at about 70 characters; long names and addresses make up to five lines of it."""

LONGEST = 600
_DATE = re.compile(
    r"(?<!\d)(?:19|20)\d\d(?!\d)|(?<!\d)\d{1,2}[:.h]\d\d(?!\d)|(?<!\d)\d{1,2}[/.-]\d{1,2}[/.-]\d\d"
)
_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)|(?<!\d)\d{1,2}:\d\d(?!\d)")
_NUMBERED = re.compile(r"(?:19|20)\d\d[-/.年]\s?\d")
_ZONED = re.compile(r"20\d\d-\d\d-\d\d \d{1,2}:\d\d gmt[+-]\d\d:\d\d [\w .,'-]{1,80}")
_SHARED = re.compile(r"(?:-{2,} ?|\s)On (?=(?:\w{3,9}, )?(?:\w{3,9} \d|\d{1,2}[ /.-]))")
_ZONE = re.compile(r"am ([a-z]{1,4})\b")
_ENDS = " \t.:>-_<"


def is_head(joined: str) -> bool:
    """Whether one to five lines, joined and in lower case, are such a sentence."""
    whole = joined.strip().removeprefix("|").strip()
    if len(whole) > LONGEST:
        return False
    said = whole.lstrip(" -_<>").rstrip()
    core = said.rstrip(_ENDS)
    ended = whole.endswith((":", ":>", "--")) or said.rstrip(" -_").endswith(":")
    dated, mailed = bool(_DATE.search(said)), "@" in said
    if verb := _verb_at_end(core):
        return _with_verb(said, verb, ended, dated, mailed, whole)
    if ended and dated and (inside := [word for word in WROTE_INSIDE if word in said]):
        return mailed or _opens(said) or any(said.partition(word)[2][:1].isdigit() for word in inside)
    return _by_address(said, core) or bool(_ZONED.fullmatch(said))


def _with_verb(said: str, verb: str, ended: bool, dated: bool, mailed: bool, whole: str) -> bool:
    if dated and (_opens(said) or mailed) and (ended or verb not in UNSURE):
        return True
    if ended and (mailed or " via " in said) and (verb not in UNSURE or "> " + verb in said):
        return True
    return whole.startswith("--") and whole.endswith("--")


def _verb_at_end(core: str) -> str:
    """The longest word for "wrote" that the text ends with, or ''."""
    if not core.endswith(WROTE):
        return ""
    verb = max((word for word in WROTE if core.endswith(word)), key=len)
    before = core[: len(core) - len(verb)][-1:]
    return "" if before.isalpha() and verb < "\u3000" else verb


def _opens(said: str) -> bool:
    """Begins as such a sentence does: with "On", a number or a weekday."""
    first = said.split(maxsplit=1)[0].strip(".,") if said else ""
    return said.startswith(OPENINGS) or said.lstrip("ב-")[:1].isdigit() or first in WEEKDAYS


def _by_address(said: str, core: str) -> bool:
    """A date, a name and an address in angle brackets, without any word for "wrote" (Gmail, Apple Mail in Asia)."""
    ended = said.rstrip(" -")
    if not (ended.endswith((">:", ">")) and "@" in core[-120:] and "<" in said):
        return False
    named = said.rpartition("<")[0]
    if not _YEAR.search(said) or not named.endswith((" ", "(")) or any(sign in named for sign in "=[{;#"):
        return False
    return _opens(said) if ended.endswith(":") else bool(_NUMBERED.match(said))


def head_ending_at(lines: Sequence[Line], last: int) -> int | None:
    """Where the sentence begins whose last line this is; None if it is none. Looks back five lines at most.

    The nearest line that begins with "On" and its like counts, else one that begins with a date, else the first that
    makes the sentence whole.
    """
    if not _may_end(lines[last].bare):
        return None
    found: int | None = None
    joined, surer = "", False
    for first in range(last, max(-1, last - MOST_LINES - 1), -1):
        bare = lines[first].bare
        if lines[first].kind is Kind.EMPTY and joined.startswith("<"):
            continue
        if not bare or not _goes_on(lines[first], lines[last]):
            break
        whole = f"{bare} {joined}" if joined else bare
        if is_head(whole):
            begun = bare.lstrip("- ")
            if begun.startswith(OPENINGS) and not _is_hour(begun) and _has_digit(begun):
                return first
            if found is None or (_opens(bare) and not surer) or ("@" in bare and "@" not in joined):
                found, surer = first, surer or _opens(bare)
        joined = whole
    return found


def _is_hour(begun: str) -> bool:
    """As in "at 10:11" and "am gmt+1": it belongs to the date above."""
    zone = _ZONE.match(begun)
    return begun.startswith("at ") or (zone is not None and zone[1] in ZONES)


def _goes_on(line: Line, last: Line) -> bool:
    return line.kind is not Kind.HEAD and line.is_quote == last.is_quote


def _has_digit(bare: str) -> bool:
    return any(sign.isdigit() for sign in bare[:60])


def _may_end(bare: str) -> bool:
    """Cheap: most lines stop here."""
    end = bare[-14:]
    return bool(end) and (
        end[-1] in ":>-." or bool(_ZONED.fullmatch(bare)) or bool(_verb_at_end(bare.rstrip(_ENDS)[-40:]))
    )


def is_named_head(line: Line, following: Line | None) -> bool:
    """What is a head only right above a quoted line.

    Thunderbird's "Ann Lee wrote:" without a date, and a date with an address in a language that is not known here.
    """
    if following is None or not following.is_quote or not line.bare.endswith(":"):
        return False
    if len(line.bare) < 90 and _verb_at_end(line.bare.rstrip(_ENDS)):
        return True
    return len(line.bare) < 200 and "@" in line.bare and bool(_DATE.search(line.bare))


def is_verb_alone(bare: str) -> bool:
    """Just "wrote:": the last line of a head that was broken."""
    core = bare.rstrip(_ENDS)
    return bare.endswith(":") and (core == "" or core in WROTE)


def split_shared(text: str) -> tuple[str, str] | None:
    """Words and head that share one line ("fine, thanks On Wed, Apr 4, 2012 at 3:59 PM, … wrote:"), apart."""
    if len(text) > LONGEST or not text.rstrip().endswith("wrote:"):
        return None
    for found in _SHARED.finditer(text):
        if found.start() and is_head(text[found.start() :].strip(" -").lower()):
            return text[: found.start()], text[found.start() :].lstrip(" -")
    return None
