"""Elements in which mail programs put a quote, a signature, or below which an older mail stands."""

import re
from enum import Enum

from services.notifications.parsing.phrases import phrases

_ATTRIBUTE = re.compile(
    r"\b(class|id|name|style)\s{0,5}=\s{0,5}(?:\"([^\"]*)\"|'([^']*)'|([^\s>\"']+))", re.IGNORECASE
)


class Effect(Enum):
    """What an element does to the text in it, or (MARK) to all behind it."""

    NONE = "none"
    QUOTE = "quote"
    SIGNATURE = "signature"
    MARK = "mark"


_QUOTES = phrases(
    """
    yahoo_quoted | olk_src_body_section | moz-forward-container | moz-cite-prefix | protonmail_quote
    mail-editor-reference-message-container | ms-outlook-mobile-reference-message | zmail_extra
    tutanota_quote | reply-intro | gmail_quote_attribution | x_yahoo_quoted | hcsw | isforwardcontent
    linebreakatbeginningofmessage_quote | quoted-message | gwquote | replyquote
    """
)
_SIGNATURES = phrases(
    """
    gmail_signature | moz-signature | ms-outlook-mobile-signature | applemailsignature
    composer_signature
    protonmail_signature_block | linebreakatbeginningofsignature | zmail_signature | x_gmail_signature
    yahoo-signature | ydp-signature | tutanota_signature | k9mail-signature
    """
)
_NAMED_QUOTES = ("quote", "messagereplysection")
"""What GMX and Spark call the part that is not the writer's."""
_MARKS = ("divrplyfwdmsg", "x_divrplyfwdmsg", "appendonsend", "stopspelling", "x_appendonsend")
_OUTLOOK_LINES = ("#b5c4df", "#e1e1e1", "windowtext")


def effect_of(tag: str, attributes: str) -> Effect:
    """What a start tag does; `attributes` is the text between its name and ">"."""
    if tag == "blockquote":
        return Effect.QUOTE
    if "=" not in attributes:
        return Effect.NONE
    names, style, name = _read(attributes)
    if any(word in names for word in _SIGNATURES) or "signature" in names.split():
        return Effect.SIGNATURE
    if any(word in names for word in _QUOTES) or (tag == "div" and name in _NAMED_QUOTES):
        return Effect.QUOTE
    if set(names.split()) & set(_MARKS) or _is_outlook_line(style):
        return Effect.MARK
    return Effect.NONE


def _read(attributes: str) -> tuple[str, str, str]:
    """Classes and id in one text, the style, the name; in lower case."""
    found = {
        match[1].lower(): (match[2] or match[3] or match[4] or "").lower()
        for match in _ATTRIBUTE.finditer(attributes)
    }
    return f"{found.get('class', '')} {found.get('id', '')}", found.get("style", ""), found.get("name", "")


def _is_outlook_line(style: str) -> bool:
    """The line that Outlook on the desktop and Windows Mail draw above the head of the older mail."""
    plain = style.replace(" ", "")
    if "border-top-color:rgb(229,229,229)" in plain and "padding-top:5px" in plain:
        return True
    drawn = "border:none" in plain and "border-top:solid" in plain and "padding:3" in plain
    return drawn and any(colour in plain for colour in _OUTLOOK_LINES)
