"""Who a mail is from and to: lists of addresses, read as people meant them, in one pass."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from services.notifications.parsing.limits import MOST_ADDRESSES
from services.notifications.parsing.mail import NOBODY, Address
from services.notifications.parsing.words import decode_words, one_line

PIECE = re.compile(r"[^\s\"(),:;<>\[]+|\(+")
"""A word; or parentheses, which are looked at as comments first."""
QUOTED = re.compile(r"\"((?:[^\"\\]|\\.)*)\"")
ANGLE = re.compile(r"<([^<>]*)>")
OPEN_ANGLE = re.compile(r"<([^<>,;]*)")
LITERAL = re.compile(r"\[[^\]\s]{0,200}\]")
INNER_COMMENT = re.compile(r"\([^()]*\)")
ROUTE = re.compile(r"^\s*@[^:]*:")
ESCAPED = re.compile(r"\\(.)")
AT = re.compile(r"\s*@\s*")
DOT = re.compile(r"\s*\.\s*")
UNTIL_COMMA = re.compile(r"[^,]*")
LOCAL = re.compile(r"^[A-Za-z0-9!#$%&'*+/^_`{|}~.-]+$")
COMMENTED = re.compile(r"^\s*[^\s@<>()\"]+@[^\s@<>()\"]+\s*$")
"""As people write it: `Jan Doe (jan@example.com)`."""
ENCODED_LOCAL = re.compile(r"(=\?[^?\s]{1,60}\?[bBqQ]\?[^?\s]{1,200}\?=)@")
PLAIN_LOCAL = re.compile(r"^[A-Za-z0-9_+-]+(?:\.[A-Za-z0-9_+-]+)*$")
LONGEST_ADDRESS = 320


@dataclass(slots=True)
class _Mailbox:
    """One entry while it is read."""

    words: list[str] = field(default_factory=list)
    comments: list[str] = field(default_factory=list)
    angle: str | None = None
    named: int = 0
    """How many words stood before the angle."""

    @property
    def is_empty(self) -> bool:
        return not self.words and self.angle is None

    @property
    def has_address(self) -> bool:
        return self.angle is not None or any("@" in word for word in self.words)


class _Reader:
    """One pass over a header's value; a quote or a parenthesis that nobody closes is a letter like others."""

    def __init__(self, raw: str, most: int) -> None:
        self.raw, self.most = raw, most
        self.at = 0
        self.found: list[Address] = []
        self.box = _Mailbox()
        self.closes = {'"': True, "(": True}

    def run(self) -> None:
        while self.at < len(self.raw) and len(self.found) < self.most:
            sign = self.raw[self.at]
            # Of doubled brackets the inner pair counts; one that closes nothing is passed over.
            if sign.isspace() or sign == ">":
                self.at += 1
            elif not (sign in TAKERS and TAKERS[sign](self)):
                self._take_piece()
        self._flush()

    def _take_piece(self) -> None:
        found = PIECE.match(self.raw, self.at)
        piece = found[0] if found else self.raw[self.at]
        glued = self.at and self.raw[self.at - 1] not in " \t,;:>)" and self.box.words
        if glued:
            self.box.words[-1] += piece
        else:
            self.box.words.append(piece)
        self.at += len(piece)

    def take_quoted(self) -> bool:
        found = QUOTED.match(self.raw, self.at) if self.closes['"'] else None
        if found is None:
            self.closes['"'] = False
            self.at += 1
            return True
        self.at = found.end()
        if self.raw[self.at : self.at + 1] == "@":
            # A quoted local part stays quoted.
            self.box.words.append(found[0])
        elif words := ESCAPED.sub(r"\1", found[1]).strip():
            self.box.words.append(QUOTE + words)
        return True

    def take_comment(self) -> bool:
        end = self._comment_end() if self.closes["("] else 0
        if not end:
            self.closes["("] = False
            return False
        self.box.comments.append(self.raw[self.at + 1 : end - 1])
        self.at = end
        return True

    def _comment_end(self) -> int:
        """Behind the parenthesis that closes this one; 0 when none does."""
        depth, at = 0, self.at
        for found in PARENTHESES.finditer(self.raw, at):
            depth += {"(": 1, ")": -1}.get(found[0], 0)
            if not depth:
                return found.end()
        return 0

    def take_angle(self) -> bool:
        found = ANGLE.match(self.raw, self.at) or OPEN_ANGLE.match(self.raw, self.at)
        assert found
        inner = found[1].strip()
        if self.box.angle is not None and "@" in self.box.angle and "@" in inner:
            # The comma between two is missing: the words behind the first address name the second one.
            following = _Mailbox(self.box.words[self.box.named :])
            del self.box.words[self.box.named :]
            self._flush()
            self.box = following
        if self.box.angle is None or "@" in inner:
            self.box.angle, self.box.named = inner, len(self.box.words)
        self.at = found.end()
        return True

    def take_literal(self) -> bool:
        found = LITERAL.match(self.raw, self.at)
        if found is None:
            return False
        if self.box.words and self.box.words[-1].endswith("@"):
            self.box.words[-1] += found[0]
        else:
            self.box.words.append(found[0])
        self.at = found.end()
        return True

    def take_separator(self) -> bool:
        """A comma behind a name without an address is a part of the name: `Doe, John <j@example.com>`."""
        self.at += 1
        if self.box.has_address or not self.box.words:
            self._flush()
        elif "<" in UNTIL_COMMA.match(self.raw, self.at)[0]:  # pyright: ignore[reportOptionalSubscript]
            self.box.words[-1] += ","
        else:
            self._flush()
        return True

    def take_group(self) -> bool:
        """The name of a group (RFC 5322, 3.4) is nobody's; a colon elsewhere is a letter."""
        if self.box.has_address or not self.box.words:
            return False
        self.at += 1
        self.box = _Mailbox()
        return True

    def take_end(self) -> bool:
        """The end of a group, and what some programs write for a comma."""
        self.at += 1
        self._flush()
        return True

    def _flush(self) -> None:
        while not self.box.is_empty:
            address, rest = _address(self.box)
            if address != NOBODY:
                self.found.append(address)
            self.box = _Mailbox(rest)
        self.box = _Mailbox()


QUOTE = "\x01"
"""Stands before words that were quoted: an @ in them is no address."""
PARENTHESES = re.compile(r"\\.|[()]")
TAKERS = {
    '"': _Reader.take_quoted,
    "(": _Reader.take_comment,
    "<": _Reader.take_angle,
    "[": _Reader.take_literal,
    ",": _Reader.take_separator,
    ";": _Reader.take_end,
    ":": _Reader.take_group,
}


def read_addresses(raw: str, most: int = MOST_ADDRESSES) -> list[Address]:
    """Those of a header's value (on one line, words not decoded), `most` at the most."""
    reader = _Reader(raw, most)
    reader.run()
    return reader.found


def _address(box: _Mailbox) -> tuple[Address, list[str]]:
    """Whom an entry names, and the words of it that begin another one."""
    comment = [" ".join(box.comments)]
    if box.angle is not None:
        return Address(_name(box.words) or _name(comment), _clean(box.angle)), []
    places = [at for at, word in enumerate(box.words) if "@" in word and not word.startswith(QUOTE)]
    if not places and COMMENTED.match(comment[0]):
        return Address(_name(box.words), _clean(comment[0])), []
    if not places:
        # One word alone is somebody on the same machine (RFC 5321, 4.1.1.3 has `postmaster` so).
        alone = len(box.words) == 1 and LOCAL.match(box.words[0])
        name = _name(comment) if alone else _name(box.words)
        return Address(name, _clean(box.words[0]) if alone else ""), []
    first, last = _span(box.words, places[0])
    further = any(at >= last for at in places)
    names = box.words[:first] + ([] if further else box.words[last:])
    address = _clean("".join(box.words[first:last]))
    return Address(_name(names) or _name(comment), address), box.words[last:] if further else []


def _span(words: Sequence[str], place: int) -> tuple[int, int]:
    """Which words make the address: `jdoe @ example.com` and `jdoe@example . com` are three (RFC 5322, 4.4)."""
    first, last = place, place + 1
    while first and (words[first].startswith(("@", ".")) or words[first - 1].endswith(".")):
        first -= 1
    while last < len(words) and (words[last - 1].endswith(("@", ".")) or words[last].startswith(("@", "."))):
        last += 1
    return first, last


def _name(words: Sequence[str]) -> str:
    text = one_line(decode_words(" ".join(words).replace(QUOTE, "")))
    if len(text) > 1 and text[0] == text[-1] and text[0] in "\"'":
        text = text[1:-1]
    return text.strip(' "').replace('\\"', '"')


def _decoded(text: str) -> str:
    """An address whose local part is one encoded word, which RFC 2047, 5 forbids and some programs write."""
    found = ENCODED_LOCAL.match(text)
    local = decode_words(found[1]) if found else ""
    return f"{local}@{text[found.end() :]}" if found and PLAIN_LOCAL.match(local) else text


def _clean(raw: str) -> str:
    """An address without a route, comments, white space or `mailto:`."""
    text = INNER_COMMENT.sub("", ROUTE.sub("", raw)) if raw[:1] != '"' else raw
    text = DOT.sub(".", AT.sub("@", text)).strip(" '\"<>\t") if '"@' not in text else text.strip()
    text = text[7:] if text[:7].lower() == "mailto:" else _decoded(text)
    text = "" if ":" in text and "[" not in text else text
    # The dot behind a host's name says that it is whole: people are the same with and without it.
    return one_line(text.rstrip(".") if "@" in text else text)[:LONGEST_ADDRESS]
