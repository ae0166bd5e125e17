"""Tells what stands below the words: footers of programs, notices of companies, marks of an older mail."""

from services.notifications.parsing.quotes.footers import BEGINNINGS, EXCUSES, SURE, THINGS, WHOLE
from services.notifications.parsing.quotes.lines import RULE_SIGNS, Kind, Line
from services.notifications.parsing.quotes.marks import ABOVE, ABOVE_LINE, ORIGINAL
from services.notifications.parsing.quotes.notices import NOTICES

LONGEST_FOOTER = 160
_SIGNS = " " + "".join(sorted(RULE_SIGNS))
_AROUND = " \t-–—_*>=<()[]|•·"


def is_footer(line: Line) -> bool:
    """Such as "Sent from my iPhone", "Get Outlook for Android", "Von meinem Mobilgerät gesendet"."""
    bare = line.bare.replace("[", "").replace("]", " ").strip(_AROUND)
    if len(bare) > LONGEST_FOOTER:
        return False
    said = _without_excuse(_without_links(bare)).strip(_AROUND).rstrip(".!")
    if said in WHOLE or said.endswith(
        (" from mobile", "から送信", "에서 보냄", "傳送", "发送", " gönderildi")
    ):
        return len(said) < 60
    return _is_device(said) or _is_product(line.text.strip())


def _is_device(said: str) -> bool:
    if not said.startswith(BEGINNINGS) or len(said.split()) > 12:
        return False
    if _is_sentence(said):
        return False
    return any(thing in f"{said} " for thing in THINGS) or (said.startswith(SURE) and len(said.split()) <= 9)


def _is_product(text: str) -> bool:
    """As in "Sent from TypeApp": nothing but names behind the first two words."""
    words = _without_links(text.replace("<http", " <http")).split()
    names = words[2:]
    return [word.lower() for word in words[:2]] in (["sent", "from"], ["sent", "via"], ["sent", "with"]) and (
        0 < len(names) <= 4 and all(name[0].isupper() or name[0].isdigit() or name == "for" for name in names)
    )


def _without_links(bare: str) -> str:
    """Up to the first address: "sent from mail<https://…> for windows" -> "sent from mail"."""
    for sign in ("<http", "(http", "http:", "https:", "<mailto"):
        at = bare.find(sign, 1)
        if at > 0:
            bare = bare[:at]
    return bare


def _without_excuse(bare: str) -> str:
    for excuse in EXCUSES:
        at = bare.find(excuse)
        if at > 0:
            return bare[:at].rstrip(" .,;-–!")
    return bare


def _is_sentence(said: str) -> bool:
    """Goes on behind a comma, a full stop, or with a verb: somebody wrote it."""
    return any(sign in said for sign in (", ", ". ", "? ", " is ", " are ", " was ", " have ", " will "))


def is_notice(line: Line) -> bool:
    """What a company or a virus scanner puts below every mail."""
    return line.bare.lstrip(_AROUND).startswith(NOTICES) or line.bare in ("disclaimer", "disclaimer:")


def is_mark(line: Line) -> bool:
    """Such as "-----Original Message-----", "Begin forwarded message:", or a helpdesk's "reply above this line"."""
    bare = line.bare
    if len(bare) > 200:
        return False
    phrase = bare.strip(_AROUND + ":.")
    if phrase in ORIGINAL:
        return bare.startswith(("-", "_", "=")) or bare.endswith(":") or bare.strip(" -_:") != bare
    if bare.startswith("original message processed by") or any(words in bare for words in ABOVE):
        return True
    return _is_framed(bare) and (bare.startswith("##-") or any(words in bare for words in ABOVE_LINE))


def _is_framed(bare: str) -> bool:
    """Words between two signs of each side, such as "## … ##"; helpdesks write "##- … -##" in every language."""
    framed = len(bare) > 8 and {bare[0], bare[1], bare[-1], bare[-2]} <= RULE_SIGNS
    return framed and bare[0] == bare[-1] and bare.strip(_SIGNS) != ""


def is_bare_mark(line: Line) -> bool:
    """The same words without dashes: only right above a block of fields."""
    return line.kind is Kind.TEXT and line.bare.strip(_AROUND + ":.") in ORIGINAL


def is_title(line: Line) -> bool:
    """Words between dashes, or "Ann Lee --- Printer ---": a mark only right above a block of fields."""
    bare = line.bare
    if line.kind is not Kind.TEXT or len(bare) > 200 or not bare.endswith("---"):
        return False
    return bare.startswith("---") or " --- " in bare[:-4]


def is_contact(line: Line) -> bool:
    """An address, a number to call or a website, on a short line."""
    bare = line.bare
    at = bare.find("@", 1)
    mailed = at > 0 and bare[at - 1].isalnum() and "." in bare[at:]
    called = bare.startswith(("+", "tel", "phone", "mobil", "cell", "fax", "m:", "t:")) and any(
        map(str.isdigit, bare)
    )
    return len(bare) < 80 and (mailed or called or "www." in bare or "http" in bare)


def is_dashed_name(line: Line) -> bool:
    """As in "-Ann Lee": a short name behind a dash without a space."""
    text = line.text.strip()
    names = text[1:].split()
    return (
        text[:1] == "-"
        and 1 <= len(names) <= 3
        and text[1:2].isupper()
        and text[1:].replace(" ", "").isalpha()
    )
