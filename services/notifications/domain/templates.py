"""Templates: a closed placeholder language, checked on save and rendered in a single pass.

`{{name}}` stands for a value; there is nothing else. A value is never looked at for placeholders again,
so nobody outside can make a mail say more than its template does.
"""

import re
import unicodedata
from collections.abc import Mapping
from typing import NamedTuple

from services.notifications.domain.errors import TemplateRefused, UnknownVariable
from services.notifications.domain.headers import one_line
from services.notifications.domain.html import mark_of_block, mark_of_words, to_html
from shared.contracts.mail_variables import MAIL_VARIABLES, VISITORS_WORDS, MailKind
from shared.placeholders import PLACEHOLDER, names_in, told, unknown_in, without_gaps
from shared.text import shows_nothing, without

NOTHING: Mapping[str, str] = {}
MAX_SUBJECT = 200
MAX_SUBJECT_TEMPLATE = 300
MAX_BODY_TEMPLATE = 20_000
MOST_VARIABLES = 50
"""Places for values in a subject or body: what is put in many times makes a mail that nobody can read or send."""

MOST_ANSWERS = 2
"""Places for the answer itself, which may be long."""


class Template(NamedTuple):
    """Subject and body of one mail."""

    subject: str
    body: str


def check(kind: MailKind, subject: str, body: str) -> None:
    """Refuse, naming field and variable, what `render` could not fill in."""
    _check_lengths(subject, body)
    _check_places(subject, body)
    errors = [
        {"field": field, **told(template, *each)}
        for field, template in (("subject", subject), ("body", body))
        for each in unknown_in(template, MAIL_VARIABLES[kind])
    ]
    if errors:
        known = ", ".join(f"{{{{{name}}}}}" for name in MAIL_VARIABLES[kind])
        said = "; ".join(dict.fromkeys(error["message"] for error in errors))
        raise UnknownVariable(f"{said}. This mail knows {known}", errors)


def render(
    kind: MailKind, subject: str, body: str, values: Mapping[str, str], blocks: Mapping[str, str] = NOTHING
) -> tuple[str, str, str]:
    """The mail's subject, its plain text and its HTML; a variable without a value leaves no gap.

    `blocks` are variables that have paragraphs of their own in the HTML.
    """
    body = body if values.get("ticket_url") else _without_ways(body)
    subject, body = (_without_gaps(kind, each, values, blocks) for each in (subject, body))
    line = _fill(kind, subject, values)
    text = _fill(kind, body, values)
    names = [*blocks, *VISITORS_WORDS]
    marks = {
        name: mark_of_block(number) if name in blocks else mark_of_words(number)
        for number, name in enumerate(names)
    }
    inserted = {mark: _clean(blocks.get(name) or values.get(name, "")) for name, mark in marks.items()}
    html = to_html(_fill(kind, body, {**values, **marks}, marks), inserted)
    return one_line(line)[:MAX_SUBJECT].rstrip(), text, html


def _check_lengths(subject: str, body: str) -> None:
    for field, template, longest in (
        ("subject", subject, MAX_SUBJECT_TEMPLATE),
        ("body", body, MAX_BODY_TEMPLATE),
    ):
        if shows_nothing(template) or len(template) > longest:
            said = f"The {field} needs 1 to {longest} characters"
            raise TemplateRefused(said, [{"field": field, "message": said}])


def _check_places(subject: str, body: str) -> None:
    for field, template in (("subject", subject), ("body", body)):
        named = names_in(template)
        if len(named) > MOST_VARIABLES or named.count("comment_content") > MOST_ANSWERS:
            said = f"The {field} names at most {MOST_VARIABLES} variables, {{{{comment_content}}}} at most {MOST_ANSWERS} times"
            raise TemplateRefused(said, [{"field": field, "message": said}])


def _without_ways(body: str) -> str:
    """`body` without paragraphs that only say where the ticket is, for a ticket that has no link."""
    paragraphs = re.split(r"\n[ \t]*\n", _clean(body))
    kept = [each for each in paragraphs if set(names_in(each)) != {"ticket_url"}]
    return "\n\n".join(kept)


def _without_gaps(kind: MailKind, template: str, values: Mapping[str, str], blocks: Mapping[str, str]) -> str:
    def is_empty(name: str) -> bool:
        value = blocks.get(name) or values.get(name, "")
        return name in MAIL_VARIABLES[kind] and shows_nothing(_clean(value))

    return without_gaps(_clean(template), is_empty)


def _fill(
    kind: MailKind, template: str, values: Mapping[str, str], marks: Mapping[str, str] = NOTHING
) -> str:
    """The filled text, in one pass: a value is not looked at again. `marks` are put in as they are."""
    text, last = "", 0
    for found in PLACEHOLDER.finditer(template):
        name = found[1].strip()
        text += _clean(template[last : found.start()])
        # An unknown name cannot be saved; if one is there nevertheless, people shall see it.
        if name not in MAIL_VARIABLES[kind]:
            text += _clean(found[0])
        else:
            text += marks.get(name) or _clean(values.get(name, ""))
        last = found.end()
    return text + _clean(template[last:])


def _clean(text: str) -> str:
    lines = text.replace("\r\n", "\n").replace("\r", "\n")
    return without(lines, lambda sign: sign not in "\n\t" and unicodedata.category(sign) in {"Cc", "Cs"})
