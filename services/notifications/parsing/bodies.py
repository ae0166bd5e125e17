"""Which parts of a mail are its words, as text and as HTML, and which are files.

The rules are those of JMAP (RFC 8621, 4.1.4): alternatives are one and the same, what stands beside each other is all
shown, a text with a file name is a file unless it comes first.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from markupsafe import escape

from services.notifications.parsing.flowed import unflowed
from services.notifications.parsing.html_text import html_to_text
from services.notifications.parsing.limits import LONGEST_HTML_AS_TEXT, LONGEST_TEXT
from services.notifications.parsing.parameters import Stated
from services.notifications.parsing.parts import Part

PLAIN, HTML = "text/plain", "text/html"
SHOWS_MORE = frozenset({"text/x-amp-html", "text/watch-html"})
"""What a few programs show instead of the HTML; it says what its alternatives say."""
NO_WORDS = frozenset({"text/calendar", "text/x-vcard", "text/vcard", "text/directory", "text/rfc822-headers"})


@dataclass(slots=True)
class Bodies:
    """The parts that are shown as text, those shown as HTML, and the files."""

    plain: list[Part] = field(default_factory=list)
    html: list[Part] = field(default_factory=list)
    files: list[Part] = field(default_factory=list)


def find_bodies(root: Part) -> Bodies:
    """Sorts all parts of a mail."""
    bodies = Bodies()
    if root.parts:
        _sort(root, bodies, (True, True), inside_choice=_kind(root) == "alternative")
    elif is_words(root, 0, ""):
        bodies.plain.append(root)
        bodies.html.append(root)
    else:
        bodies.files.append(root)
    return bodies


def _kind(part: Part) -> str:
    return part.stated.value.partition("/")[2]


def _sort(part: Part, bodies: Bodies, wanted: tuple[bool, bool], *, inside_choice: bool) -> None:
    """Sorts the parts of a multipart; `wanted` says whether they may be shown as text, and as HTML."""
    kind = _kind(part)
    before = len(bodies.plain), len(bodies.html)
    for place, each in in_reading_order(part):
        if each.parts:
            _sort(each, bodies, wanted, inside_choice=inside_choice or _kind(each) == "alternative")
        elif not is_words(each, place, kind):
            if not (kind == "alternative" and is_other_form(each)):
                bodies.files.append(each)
        elif kind == "alternative":
            _choose(each, bodies, before, wanted)
        else:
            wanted = _narrowed(each, wanted) if inside_choice else wanted
            _show(each, bodies, wanted)
    if kind == "alternative":
        _fill(bodies, before, wanted)


def in_reading_order(part: Part) -> Iterator[tuple[int, Part]]:
    """The parts of a multipart, each with its place; the one that shows the others has the first place.

    In a multipart/related that is the one that `start` names, else the first of its `type` (RFC 2387, 3.1 and 3.2).
    What only accompanies another part is left out.
    """
    parts = [each for each in part.parts if not _is_companion(each, part)] or part.parts
    root = _root(parts, part.stated) if _kind(part) == "related" else 0
    for number, each in enumerate(parts):
        yield (0 if number == root else number or 1), each


def _is_companion(part: Part, multipart: Part) -> bool:
    """Notes of a Mac about the file beside it (RFC 1740, 3), or a signature of what stands before it (RFC 1847, 2.1)."""
    kind = part.content_type
    if _kind(multipart) == "appledouble":
        return kind == "application/applefile"
    return _kind(multipart) == "signed" and kind.endswith("-signature") and not has_name(part)


def _root(parts: Sequence[Part], stated: Stated) -> int:
    start, kind = stated.get("start").strip(" <>"), stated.get("type").lower()
    named = (at for at, each in enumerate(parts) if start and each.content_id == start)
    alike = (at for at, each in enumerate(parts) if each.stated.value == kind)
    return next(named, next(alike, 0))


def is_words(part: Part, place: int, kind: str) -> bool:
    """Whether a part is to be read, rather than a file: `place` is where it stands in a multipart of that `kind`."""
    if part.disposition.value == "attachment" or not part.content_type.startswith("text/"):
        return False
    if part.content_type in NO_WORDS or (part.content_type not in (PLAIN, HTML) and (kind or has_name(part))):
        return False
    return place == 0 or (kind != "related" and not has_name(part))


def is_other_form(part: Part) -> bool:
    """One of several alternatives that nobody would open as a file."""
    return part.content_type in SHOWS_MORE and part.disposition.value != "attachment" and not has_name(part)


def has_name(part: Part) -> bool:
    """Whether it says how it is called as a file."""
    return bool(part.named)


def _choose(part: Part, bodies: Bodies, before: tuple[int, int], wanted: tuple[bool, bool]) -> None:
    """Of choices in the same form the first one with words is shown."""
    is_html = part.content_type == HTML
    shown = bodies.html if is_html else bodies.plain
    if wanted[is_html] and not any(each.raw.strip() for each in shown[before[is_html] :]):
        shown.append(part)


def _narrowed(part: Part, wanted: tuple[bool, bool]) -> tuple[bool, bool]:
    """Within one choice of several, plain text is that choice for those who read text, and HTML for the others."""
    is_html = part.content_type == HTML
    return (wanted[0] and not is_html, wanted[1] and is_html)


def _show(part: Part, bodies: Bodies, wanted: tuple[bool, bool]) -> None:
    if wanted[0]:
        bodies.plain.append(part)
    if wanted[1]:
        bodies.html.append(part)


def _fill(bodies: Bodies, before: tuple[int, int], wanted: tuple[bool, bool]) -> None:
    """Where all choices were of one form, those who read the other one get it too."""
    plain, html = bodies.plain[before[0] :], bodies.html[before[1] :]
    if not plain and wanted[0]:
        bodies.plain += html
    elif not html and wanted[1]:
        bodies.html += plain


def text_of(part: Part) -> str:
    """A body as plain text."""
    if part.content_type == HTML:
        return html_to_text(part.text[:LONGEST_HTML_AS_TEXT])
    text = part.text[: LONGEST_TEXT + 1]
    if part.stated.get("format").lower() == "flowed":
        return unflowed(text, delete_space=part.stated.get("delsp").lower() == "yes")
    return text


def html_of(part: Part) -> str:
    """A body as HTML, not yet sanitised."""
    if part.content_type == HTML:
        return part.text
    lines = str(escape(text_of(part).strip())).replace("\n", "<br>\n")
    return f"<p>{lines}</p>" if lines else ""
