"""Rich text, and the HTML that Outlook wraps into it (MS-OXRTFEX)."""

import re
from dataclasses import dataclass, replace

from services.notifications.parsing.charsets import decode

DEEPEST = 200
"""Groups within each other; what is deeper ends the reading."""
TOKEN = re.compile(
    r"\\'(?P<code>[0-9a-fA-F]{2})|\\(?P<word>[a-zA-Z]{1,32})(?P<number>-?\d{1,9})? ?|\\(?P<sign>[^a-zA-Z])"
    r"|(?P<brace>[{}])|[\r\n]+|(?P<text>[^\\{}\r\n]+)"
)
SAID = {
    "par": "\n", "line": "\n", "row": "\n", "tab": "\t", "cell": "\t", "lquote": "‘", "rquote": "’", "ldblquote": "“",
    "rdblquote": "”", "bullet": "•", "endash": "–", "emdash": "—", "~": "\xa0", "_": "-", "{": "{", "}": "}", "\\": "\\",
}  # fmt: skip
FONTS = "fonttbl"
NO_WORDS = frozenset(
    {FONTS, "colortbl", "stylesheet", "info", "pict", "listtable", "header", "footer", "object"}
)
CHARSETS = {
    77: "mac_roman", 128: "cp932", 129: "cp949", 134: "gb18030", 136: "big5hkscs", 161: "cp1253", 162: "cp1254",
    163: "cp1258", 177: "cp1255", 178: "cp1256", 186: "cp1257", 204: "cp1251", 222: "cp874", 238: "cp1250",
}  # fmt: skip
"""Code pages of fonts by their `fcharset`."""
UTF_8 = 65001


@dataclass(frozen=True, slots=True)
class _Group:
    """What holds up to the brace that closes it."""

    is_shown: bool = True
    is_fonts: bool = False
    is_hidden: bool = False
    """It says in RTF what stands beside it in HTML."""
    codec: str = ""
    """The code page of its font, '' for that of the whole text."""
    behind: int = 1
    """How many signs follow a letter of Unicode for readers who know none."""


def read_rtf(rtf: bytes) -> tuple[str, str]:
    """Plain text and HTML; one of them is ''."""
    reader = _Reader(rtf.replace(b"\0", b"").decode("latin-1"))
    reader.run()
    # Letters beyond the first page of Unicode are written as two halves.
    words = "".join(reader.said).encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    return ("", words) if reader.wraps_html else (words.strip(), "")


class _Reader:
    """Goes over the tokens once."""

    def __init__(self, rtf: str) -> None:
        self.rtf = rtf
        self.said: list[str] = []
        self.group = _Group()
        self.outer: list[_Group] = []
        self.fonts: dict[int, str] = {}
        self.font = self.skipped = 0
        self.page = "cp1252"
        self.letters = bytearray()
        self.wraps_html = self.is_optional = False

    def run(self) -> None:
        for token in TOKEN.finditer(self.rtf):
            if code := token["code"]:
                self._take_letter(int(code, 16))
                continue
            self._flush()
            if word := token["word"]:
                self._take_word(word, int(token["number"] or 1))
            elif text := token["text"]:
                self._say(text[self.skipped :])
                self.skipped = max(0, self.skipped - len(text))
            elif sign := token["sign"]:
                self._take_sign(sign)
            elif (brace := token["brace"]) and not self._take_brace(brace):
                return
        self._flush()

    def _take_letter(self, code: int) -> None:
        """A byte of a letter; those of a letter of two bytes are decoded together."""
        if self.skipped:
            self.skipped -= 1
        else:
            self.letters.append(code)

    def _flush(self) -> None:
        if self.letters:
            self._say(decode(bytes(self.letters), self.group.codec or self.page))
            self.letters = bytearray()

    def _take_sign(self, sign: str) -> None:
        if sign == "*":
            self.is_optional = True
        elif self.skipped:
            self.skipped -= 1
        else:
            self._say(SAID.get(sign, ""))

    def _take_brace(self, brace: str) -> bool:
        """False when there are too many groups within each other."""
        if brace == "{":
            self.outer.append(self.group)
        elif self.outer:
            self.group = self.outer.pop()
        self.skipped, self.is_optional = 0, False
        return len(self.outer) <= DEEPEST

    def _take_word(self, word: str, number: int) -> None:
        if self.is_optional or word in NO_WORDS:
            # Of what only some readers know, the HTML alone is wanted.
            shown = self.is_optional and word == "htmltag"
            self.group = replace(self.group, is_shown=shown, is_fonts=word == FONTS)
            self.is_optional = False
        elif word in SAID:
            self._say(SAID[word])
        elif word in MEANT:
            MEANT[word](self, number)

    def _say(self, words: str) -> None:
        if words and self.group.is_shown and not self.group.is_hidden:
            self.said.append(words)

    def take_unicode(self, number: int) -> None:
        self._say(chr(number % 0x10000))
        self.skipped = self.group.behind

    def take_behind(self, number: int) -> None:
        self.group = replace(self.group, behind=max(0, min(number, 9)))

    def take_hidden(self, number: int) -> None:
        self.group = replace(self.group, is_hidden=bool(number))

    def take_font(self, number: int) -> None:
        self.font = number
        self.group = replace(self.group, codec=self.fonts.get(number, ""))

    def take_charset(self, number: int) -> None:
        if self.group.is_fonts and number in CHARSETS:
            self.fonts[self.font] = CHARSETS[number]

    def take_page(self, number: int) -> None:
        self.page = "utf-8" if number == UTF_8 else f"cp{number}"

    def take_html(self, number: int) -> None:
        self.wraps_html = bool(number)


MEANT = {
    "u": _Reader.take_unicode,
    "uc": _Reader.take_behind,
    "htmlrtf": _Reader.take_hidden,
    "f": _Reader.take_font,
    "fcharset": _Reader.take_charset,
    "ansicpg": _Reader.take_page,
    "fromhtml": _Reader.take_html,
}
