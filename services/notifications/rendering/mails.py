"""A mail as it is sent and as its preview shows it: subject, plain text, HTML in the desk's colour."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from services.notifications.domain.templates import NOTHING, Template, render
from services.notifications.rendering.pictures import pictures_of, placed
from services.notifications.rendering.quoting import Quoted
from shared.contracts.mail_variables import MailKind
from shared.contracts.parts import Attachment
from shared.markup import to_html

COLORS = {
    "petrol": ("#16767d", "#3fa9b0"),
    "brick": ("#b2452c", "#dd7257"),
    "plum": ("#83398f", "#bd76c9"),
    "slate": ("#55636f", "#8d9ba8"),
    "moss": ("#4d7326", "#86ae5a"),
    "cobalt": ("#3457b8", "#7d9bee"),
    "ochre": ("#956700", "#cf9d3a"),
    "rose": ("#b03060", "#e2769f"),
}
"""The desk colours of the panel's tokens, light and dark: a mail can name no style sheet."""
HEX_COLOR = re.compile(r"#[0-9a-fA-F]{6}")

STYLES = {
    "p": 'class="ink" style="margin:0 0 14px;color:#171c1a"',
    "a": 'style="color:#17626a"',
    "blockquote": 'style="margin:0 0 14px;padding:0 0 0 12px;border-left:3px solid #c9cfcc"',
    "pre": 'style="margin:0 0 14px;white-space:pre-wrap;font-family:monospace"',
    "code": 'style="font-family:monospace"',
}
_pages = Environment(
    loader=FileSystemLoader(Path(__file__).parent / "layout"),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)
_layout = _pages.get_template("mail.html")


@dataclass(frozen=True, slots=True)
class Look:
    """What the frame around a mail's words takes from its desk.

    `color` is a name of the palette or a hex value, `language` a code such as `pl`.
    """

    desk_name: str
    color: str
    language: str


@dataclass(frozen=True, slots=True)
class Mail:
    """One mail's words."""

    subject: str
    text: str
    html: str
    paragraphs: str


def render_mail(
    kind: MailKind,
    template: Template,
    values: Mapping[str, str],
    look: Look,
    blocks: Mapping[str, str] = NOTHING,
) -> Mail:
    """The mail that `template` and `values` make; `paragraphs` is its HTML without the frame.

    `blocks` are values as HTML of their own, sanitised once more here; an answer is Markdown.
    """
    if kind == "comment_added" and not blocks:
        blocks = {"comment_content": to_html(values.get("comment_content", ""), "markdown")}
    subject, text, inner = render(kind, template.subject, template.body, values, blocks)
    return Mail(subject, text, framed(subject, inner, look, values.get("ticket_number", "")), inner)


def with_quoted(mail: Mail, quoted: Quoted, look: Look, number: str) -> Mail:
    """`mail` with what was said before below its own words."""
    inner = mail.paragraphs + quoted.html
    text = f"{mail.text.rstrip()}\n\n{quoted.text}\n"
    return Mail(mail.subject, text, framed(mail.subject, inner, look, number), inner)


def with_pictures(mail: Mail, files: Sequence[Attachment], look: Look, number: str) -> Mail:
    """`mail` with those of its files that are pictures in their places."""
    inner = placed(mail.paragraphs, pictures_of(files))
    return Mail(mail.subject, mail.text, framed(mail.subject, inner, look, number), inner)


def framed(subject: str, inner: str, look: Look, number: str = "") -> str:
    """The whole HTML of a mail around its safe paragraphs, in the desk's colour."""
    light, dark = _colors(look.color)
    return _layout.render(
        subject=subject,
        desk_name=look.desk_name,
        number=number,
        language=look.language,
        light=light,
        dark=dark,
        inner=Markup(_styled(inner)),  # noqa: S704 escaped by domain.html, sanitised by rendering.quoting
    )


def _colors(color: str) -> tuple[str, str]:
    if HEX_COLOR.fullmatch(color):
        return color, color
    return COLORS.get(color, COLORS["slate"])


def _styled(inner: str) -> str:
    # Sanitised by now: these tags have no style yet. Mail programs need colours and borders in the tag.
    for tag, style in STYLES.items():
        inner = re.sub(rf"<{tag}(?=[ >])", f"<{tag} {style}", inner)
    return inner
