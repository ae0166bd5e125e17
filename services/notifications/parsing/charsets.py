"""Bytes as text, whatever the mail says they are.

A declared charset is taken at its word while the bytes allow it; then what they look like decides, and at last every
byte is shown as something: a mail is never refused for its letters.
"""

import codecs
import re
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import lru_cache

from chardet import EncodingEra, detect

from services.notifications.parsing import jis

# What programs write, and what they mean by it: the names of the WHATWG's Encoding Standard, whose wider sets hold all
# of the narrower ones, and names seen in mails.
MEANT = {
    "ascii": "ascii", "usascii": "ascii", "ansix341968": "ascii", "iso646us": "ascii",
    "iso88591": "cp1252", "88591": "cp1252", "latin1": "cp1252", "l1": "cp1252", "xansi": "cp1252", "ansi": "cp1252",
    "iso88599": "cp1254", "latin5": "cp1254", "iso88598i": "iso8859-8", "iso88598e": "iso8859-8",
    "iso885911": "cp874", "tis620": "cp874", "windows874": "cp874",
    "gb2312": "gb18030", "gbk": "gb18030", "cp936": "gb18030", "xgbk": "gb18030", "gb231280": "gb18030",
    "csgb2312": "gb18030", "euccn": "gb18030", "ms936": "gb18030", "hzgb2312": "hz",
    "big5": "big5hkscs", "xxbig5": "big5hkscs", "cnbig5": "big5hkscs", "csbig5": "big5hkscs", "cp950": "big5hkscs",
    "ksc56011987": "cp949", "ksc5601": "cp949", "ksc56011989": "cp949", "euckr": "cp949", "windows949": "cp949",
    "shiftjis": "cp932", "sjis": "cp932", "xsjis": "cp932", "windows31j": "cp932", "csshiftjis": "cp932",
    "mskanji": "cp932", "iso2022jp": "iso2022_jp_ext", "iso2022jp1": "iso2022_jp_ext", "csiso2022jp": "iso2022_jp_ext",
    "iso2022jp3": "iso2022_jp_2004", "xeucjp": "euc_jp", "eucjp": "euc_jp",
    "macintosh": "mac_roman", "xmacroman": "mac_roman", "mac": "mac_roman", "xmaccyrillic": "mac_cyrillic",
    "unicode11utf8": "utf-8", "utf8mb4": "utf-8", "xunicode20utf8": "utf-8", "unicode20utf8": "utf-8",
    "unicode11utf7": "utf-7", "csunicode11utf7": "utf-7", "unicode20utf7": "utf-7",
    "iso10646ucs2": "utf-16", "ucs2": "utf-16", "csunicode": "utf-16", "unicode": "utf-16",
    "iso10646ucs4": "utf-32", "ucs4": "utf-32", "koi": "koi8-r", "koi8": "koi8-r", "xkoi8r": "koi8-r",
    "koi8ru": "koi8-u", "viscii": "cp1258", "xviscii": "cp1258", "iso885916": "iso8859-16", "dos862": "cp862",
}  # fmt: skip
ALIKE = re.compile(r"^(?:cs|x)?(?:windows|win|cp|ibm|ms|dos|oem)0*(\d+)$")
ISO = re.compile(r"^(?:cs|x)?iso8859(\d{1,2})")
NO_CODECS_OF_TEXT = frozenset(
    {"base64", "bz2", "hex", "quopri", "rot13", "uu", "zlib", "idna", "punycode", "undefined"}
)
WESTERN = ("ascii", "cp1252")
"""What any byte may be of."""
SEVEN_BIT = (
    (re.compile(rb"\x1b(?:\$[@B]|\$\([DQ]|\([JI])"), "iso2022_jp_ext"),
    (re.compile(rb"\x1b\$\)C"), "iso2022_kr"),
)
"""The escapes of sets that write letters in seven bits, and those sets."""
JAPANESE = "iso2022_jp"
AS_ONE_GUESS = 5000
"""Bytes of broken Japanese that take the time of a guess."""
_guesses: ContextVar[list[int] | None] = ContextVar("guesses", default=None)
IN_MAILS = EncodingEra.MODERN_WEB | EncodingEra.LEGACY_ISO
UTF_7 = re.compile(r"\+[A-Za-z0-9+/]{3,200}-")
C1 = re.compile(r"[\x80-\x84\x86-\x9f]")
WINDOWS = {code: bytes([code]).decode("cp1252", "ignore") for code in range(0x80, 0xA0) if code != 0x85}
DIVIDES = '<>@,;:()"\\[]\r\n'
LOOKED_AT, SAMPLE, SHORTEST_SAMPLE, FEWEST_FOREIGN = 65536, 2048, 8, 20
ASCII = bytes(range(128))


@lru_cache(maxsize=256)
def codec_of(name: str) -> str | None:
    """The codec that is meant by a charset's name, None when nobody knows it."""
    plain = re.sub(r"[^a-z0-9]", "", name[:64].lower().partition("*")[0].partition(";")[0])
    if found := MEANT.get(plain):
        return found
    if iso := ISO.match(plain):
        plain = f"iso8859-{iso[1]}"
    elif page := ALIKE.match(plain):
        plain = f"cp{page[1]}"
    return _known(plain) or _known(name[:64].strip(" \"'"))


def _known(name: str) -> str | None:
    """The codec of that very name, if it makes text of bytes."""
    try:
        found = codecs.lookup(name).name
    except (LookupError, ValueError):
        return None
    plain = found.replace("_codec", "").replace("-", "").replace("_", "")
    return None if plain in NO_CODECS_OF_TEXT or "escape" in found or plain == "mbcs" else found


def decode(raw: bytes, declared: str = "") -> str:
    """`raw` as text, without what no text may hold: NUL and halves of surrogates."""
    text = _decoded(raw, codec_of(declared) if declared else None)
    if "\0" in text:
        text = text.replace("\0", "")
    # Unicode's second set of controls is in no text: it is what programs make of Windows' letters.
    if C1.search(text):
        text = text.translate(WINDOWS)
    return text.removeprefix("\ufeff")


def decode_undeclared(raw: bytes, likely: str) -> str:
    """Letters of which nothing is declared; the mail says elsewhere what is `likely`."""
    if raw.isascii():
        return _without_utf_7(_seven_bit(raw).replace("\0", ""), likely)
    if _strictly(raw, "utf-8") is not None:
        return decode(raw, "utf-8")
    codec = codec_of(likely) if likely else None
    fits = codec is not None and (codec in WESTERN or _strictly(raw, codec) is not None)
    return decode(raw, likely if fits else "")


def _without_utf_7(text: str, likely: str) -> str:
    """Letters in UTF-7, in a header of a mail that is in UTF-7. Signs of ASCII would smuggle in addresses: not those."""
    return UTF_7.sub(_letters, text) if "+" in text and codec_of(likely) == "utf-7" else text


def _letters(shifted: re.Match[str]) -> str:
    text = _strictly(shifted[0].encode("ascii"), "utf-7") or ""
    return text if text and min(text) >= "\x80" else shifted[0]


def _decoded(raw: bytes, codec: str | None) -> str:
    if raw.isascii() and codec in (None, "ascii", "cp1252", "utf-8"):
        return _seven_bit(raw)
    if codec and codec.startswith(("utf-16", "utf-32")) and b"\0" not in raw:
        # Eight-bit text under a sixteen-bit name: it would become Chinese.
        codec = None
    if codec and codec != "cp1252" and (text := _strictly(raw, codec)) is not None:
        return text
    is_shifted = codec is not None and codec.startswith(JAPANESE) and raw.isascii()
    # What is UTF-8 by its bytes is hardly ever anything else, whatever the mail declares.
    if not is_shifted and (text := _strictly(raw, "utf-8")) is not None:
        return text
    if codec is None or (codec == "utf-8" and not _is_nearly_utf_8(raw)):
        return guessed(raw)
    if codec == "ascii":
        # Mostly a few letters of the West under the name that programs give without looking.
        return guessed(raw) if _is_foreign(raw) else _leniently(raw, "cp1252")
    return _leniently(raw, codec)


def _seven_bit(raw: bytes) -> str:
    """Signs of ASCII, which in Japan and Korea may stand for others between escapes."""
    for escapes, codec in SEVEN_BIT:
        if escapes.search(raw) and (text := _strictly(raw, codec)) is not None:
            return text
    return _leniently(raw, JAPANESE) if jis.WHOLE.search(raw) else raw.decode("ascii")


def _is_foreign(raw: bytes) -> bool:
    """Whether most of its letters are beyond ASCII."""
    sample = raw[:LOOKED_AT]
    beyond = len(sample.translate(None, ASCII))
    return beyond >= FEWEST_FOREIGN and 3 * beyond >= len(sample) - sample.count(b" ")


def _strictly(raw: bytes, codec: str) -> str | None:
    """None when `raw` is not wholly of that codec."""
    try:
        text = raw.decode(codec)
        text.encode("utf-8")
    except (UnicodeError, LookupError, ValueError):
        return None
    return text


def _leniently(raw: bytes, codec: str) -> str:
    """All that is readable; a Latin byte without a letter of its own is the control sign of Unicode's first page."""
    if codec.startswith(JAPANESE) and _may_guess(1 + len(raw) // AS_ONE_GUESS):
        return jis.decode_loosely(raw)
    if codec != "cp1252":
        try:
            return raw.decode(codec, "replace").encode("utf-8", "replace").decode("utf-8")
        except (UnicodeError, LookupError, ValueError):
            # Some codecs know no leniency.
            pass
    return raw.decode("latin-1")


def _is_nearly_utf_8(raw: bytes) -> bool:
    """Whether there are several letters of UTF-8 for each byte that is wrong: cut off, or mixed with others."""
    text = raw[:SAMPLE].decode("utf-8", "replace")
    wrong = text.count("\ufffd")
    return sum(sign > "\x7f" for sign in text) >= 4 * wrong


def guessed(raw: bytes) -> str:
    """What `raw` may be when nothing is declared and it is no UTF-8."""
    for escapes, codec in SEVEN_BIT:
        if escapes.search(raw):
            return _leniently(raw, codec)
    if raw[:2] in (b"\xff\xfe", b"\xfe\xff") and (text := _strictly(raw, "utf-16")):
        return text
    if _is_nearly_utf_8(raw):
        return raw.decode("utf-8", "replace")
    return _leniently(raw, _by_letters(raw))


def _by_letters(raw: bytes) -> str:
    """The set whose letters and their frequency fit best, among those that mails are written in; else the West's."""
    lines = b"\n".join(line for line in raw[:LOOKED_AT].split(b"\n") if not line.isascii())[:SAMPLE]
    if len(lines) < SHORTEST_SAMPLE or not _may_guess():
        return "cp1252"
    return codec_of(detect(lines, encoding_era=IN_MAILS)["encoding"] or "") or "cp1252"


@contextmanager
def few_guesses(most: int) -> Iterator[None]:
    """Within it so many guesses are made, each of which takes its time; what is guessed further is of the West."""
    before = _guesses.set([most])
    try:
        yield
    finally:
        _guesses.reset(before)


def _may_guess(cost: int = 1) -> bool:
    left = _guesses.get()
    if left is None:
        return True
    left[0] -= cost
    return left[0] >= 0
