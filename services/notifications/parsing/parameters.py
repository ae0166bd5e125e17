"""Content-Type and Content-Disposition: a value and its parameters, as programs write them and as RFC 2231 does."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from services.notifications.parsing.limits import LONGEST_HEADER, MOST_PARAMETERS
from services.notifications.parsing.words import decode_words, percent_decoded

TYPE = re.compile(r"\s*([!#-'*+.0-9A-Z^-z|~-]{1,100})\s*/\s*([!#-'*+.0-9A-Z^-z|~-]{1,100})")
TOKEN = re.compile(r"\s*([!#-'*+.0-9A-Z^-z|~-]{1,100})")
PARAMETER = re.compile(
    r"[\s;,]*([!#-'+.0-9A-Z^-z|~-]{1,100})(\*(?:(\d{1,3})(\*)?)?)?\s*=\s*"
    r"(?:\"((?:[^\"\\]|\\[\s\S])*)\"?|((?:(?!\s(?:charset|name|filename|boundary)[*\d]*\s*=)[^;\"])*(?:\"[^;]*)?))",
    re.IGNORECASE,
)
COMMENT = re.compile(r"\([^()]*\)")
NEXT = re.compile(r";|(?<=[\"\w])[\s,]+(?=(?:charset|name|filename|boundary)[*0-9]*\s*=)", re.IGNORECASE)
ESCAPED = re.compile(r"\\([\"\\])")
EXTENDED = re.compile(r"^([\w.:+-]*)'[\w-]*'([\s\S]*)$")


@dataclass(frozen=True, slots=True)
class Stated:
    """`text/plain; charset=utf-8`: the value in lower case, and parameters by their names in lower case."""

    value: str
    parameters: Mapping[str, str] = field(default_factory=dict)

    def get(self, name: str) -> str:
        return self.parameters.get(name, "")


def read_type(raw: str) -> Stated:
    """A Content-Type; the value is '' when it is none."""
    return _read(raw, TYPE.match(raw))


def read_disposition(raw: str) -> Stated:
    """A Content-Disposition; the value is '' when it is none."""
    return _read(raw, TOKEN.match(raw))


def _read(raw: str, found: re.Match[str] | None) -> Stated:
    value = "/".join(found.groups()).lower() if found else ""
    return Stated(value, _parameters(raw[:LONGEST_HEADER], found.end() if found else 0))


def _parameters(raw: str, at: int) -> dict[str, str]:
    plain: dict[str, str] = {}
    pieces: dict[str, dict[int, tuple[str, bool]]] = {}
    for name, number, extended, value in _found(raw, at):
        if number is None and not extended:
            plain.setdefault(name, decode_words(value))
        else:
            pieces.setdefault(name, {}).setdefault(number or 0, (value, extended))
    return plain | {name: _together(each) for name, each in pieces.items()}


def _found(raw: str, at: int) -> Iterable[tuple[str, int | None, bool, str]]:
    """Each parameter: name, number of its piece, whether it is percent-encoded, value."""
    for _ in range(MOST_PARAMETERS):
        following = NEXT.search(raw, at)
        if following is None:
            return
        found = PARAMETER.match(raw, following.end())
        if found is None:
            at = following.end()
            continue
        at = found.end()
        name, star, number, last_star, quoted, bare = found.groups()
        extended = bool(star) and (number is None or bool(last_star))
        value = ESCAPED.sub(r"\1", quoted) if quoted is not None else _unquoted(bare)
        yield name.lower(), int(number) if number else None, extended, value


def _unquoted(value: str) -> str:
    return COMMENT.sub("", value).strip().strip("\"'") if "=?" not in value else value.strip()


def _together(pieces: Mapping[int, tuple[str, bool]]) -> str:
    """The value of numbered pieces (RFC 2231, 3 and 4); the charset stands before the first."""
    charset = ""
    values: list[str] = []
    for number in sorted(pieces):
        value, extended = pieces[number]
        if extended and not values and (named := EXTENDED.match(value)):
            charset, value = named[1], named[2]
        values.append(value if extended else value.replace("%", "%25"))
    if not any(extended for _, extended in pieces.values()):
        return decode_words("".join(value.replace("%25", "%") for value in values))
    # A letter may begin in one piece and end in the next: all are decoded together.
    return percent_decoded("".join(values), charset)
