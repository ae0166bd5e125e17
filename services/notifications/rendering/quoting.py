"""The messages before a comment, quoted below it as mail programs do: the newest first, bounded in number and size."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from html import escape
from zoneinfo import ZoneInfo

from babel.dates import format_datetime

from shared.language import Language
from shared.markup import clean_html, to_html

MOST = 20
LONGEST = 20_000
"""Messages, and characters of them together, that a mail quotes; the public page has all of them."""

WHEN = "d MMM y, HH:mm"


@dataclass(frozen=True, slots=True)
class Message:
    """A public message.

    What the team wrote is Markdown; a visitor's words are only words.
    """

    author: str
    at: datetime
    from_team: bool
    body: str


@dataclass(frozen=True, slots=True)
class Quoted:
    """What stands below a mail's own words."""

    text: str
    html: str


def quote(messages: Sequence[Message], language: Language, time_zone: str, ticket_url: str) -> Quoted | None:
    """`messages`, the newest first, and where the rest is if that is not all of them; None when there are none."""
    texts, html, left = [], [], LONGEST
    for message in messages[:MOST]:
        if (left := left - len(message.body)) < 0:
            break
        head = _head(message, language, time_zone)
        texts.append("\n".join([head, *[f"> {line}".rstrip() for line in message.body.splitlines()]]))
        html.append(f"<p>{escape(head)}</p><blockquote>{_as_html(message)}</blockquote>")
    if len(texts) < len(messages) and ticket_url:
        more = language.say("mail_history.more", url=ticket_url)
        texts.append(more)
        link = f'<a href="{escape(ticket_url)}">{escape(ticket_url)}</a>'
        html.append(f"<p>{escape(language.say('mail_history.more', url='{url}')).replace('{url}', link)}</p>")
    return Quoted("\n\n".join(texts), clean_html("".join(html))) if texts else None


def _head(message: Message, language: Language, time_zone: str) -> str:
    when = format_datetime(message.at, WHEN, tzinfo=ZoneInfo(time_zone), locale=language.tag)
    if message.author:
        return language.say("mail_history.wrote", when=when, name=message.author)
    return language.say("mail_history.written", when=when)


def _as_html(message: Message) -> str:
    if message.from_team:
        return to_html(message.body, "markdown")
    words = escape(message.body).replace("\r\n", "\n").strip()
    return "<p>" + words.replace("\n\n", "</p><p>").replace("\n", "<br>") + "</p>"
