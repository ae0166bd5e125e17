"""Bytes of a mail to what stands in them: `parse`. Pure; the child process calls it (`child.py`)."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from services.notifications.parsing import html as markup
from services.notifications.parsing.addresses import read_addresses
from services.notifications.parsing.attachments import files_of, is_tnef, take_enclosed
from services.notifications.parsing.automatic import why_automatic
from services.notifications.parsing.bodies import HTML, PLAIN, find_bodies, html_of, text_of
from services.notifications.parsing.bounces import find_bounce
from services.notifications.parsing.calendars import summary
from services.notifications.parsing.charsets import few_guesses
from services.notifications.parsing.dates import read_date
from services.notifications.parsing.deliverers import delivered_to, is_forged
from services.notifications.parsing.headers import Head, skip_leading
from services.notifications.parsing.html_text import html_to_text
from services.notifications.parsing.identifiers import read_id, read_ids
from services.notifications.parsing.limits import (
    LARGEST_MAIL,
    LONGEST_HTML,
    LONGEST_HTML_AS_TEXT,
    LONGEST_TEXT,
    MOST_ADDRESSES,
    MOST_FILES,
    MOST_GUESSES,
    NoMail,
    TooMuch,
)
from services.notifications.parsing.mail import Address, Attachment, Judged, ParsedMail
from services.notifications.parsing.mentions import mentioned, says_the_same
from services.notifications.parsing.parts import Part, read_parts
from services.notifications.parsing.replies import visible_reply
from services.notifications.parsing.senders import ODD, read_sender
from services.notifications.parsing.tnef import read_tnef, words_of

INSTEAD_OF_FROM = ("sender", "reply-to", "return-path")
"""Headers that tell the writer of a mail that has no From, the best first."""


def parse(content: bytes, *, largest: int = LARGEST_MAIL) -> ParsedMail:
    """What stands in a mail; raises TooMuch over a limit, NoMail when there is nothing: both ValueErrors."""
    if len(content) > largest:
        raise TooMuch(f"it has more than {largest // (1024 * 1024)} MB")
    if not content.strip():
        raise NoMail("it is empty")
    content = _with_line_ends(content)
    with few_guesses(MOST_GUESSES):
        root = read_parts(content, skip_leading(content))
        return _Understood(root).mail()


def _with_line_ends(content: bytes) -> bytes:
    """A mail whose lines all end in CR alone, as old Macs wrote it, has line ends like others."""
    return content if b"\n" in content else content.replace(b"\r", b"\n")


@dataclass(slots=True)
class Words:
    """What people read of a mail, in its forms."""

    plain: str
    """Its plain text, '' when it has none."""
    original_html: str
    read_html: str
    """The same as it is read: with names in the place of pictures of the mail's own."""
    text: str
    html: str | None


class _Understood:
    """A mail while it is put together from its parts."""

    def __init__(self, root: Part) -> None:
        self.root = root
        self.head: Head = root.head
        self.cut: list[str] = []
        self.bodies = find_bodies(root)
        enclosed = [
            file
            for part in self.bodies.plain
            if part.content_type == PLAIN
            for file in take_enclosed(part, MOST_FILES)
        ]
        html = "".join(part.text for part in self.bodies.html if part.content_type == HTML)
        self.files: Sequence[Attachment] = [*files_of(self.bodies.files, html), *enclosed][:MOST_FILES]

    def mail(self) -> ParsedMail:
        words = self._words()
        others = [self.head.filled(name) for name in INSTEAD_OF_FROM]
        sender, doubt = read_sender(self.head.all_raw("from"), others)
        doubt = doubt or (ODD if self.head.is_odd("from") else None)
        subject, headers = self.head.text("subject"), self.head.decoded()
        return ParsedMail(
            headers=headers,
            sender=sender,
            sender_doubt=doubt,
            to=self._people("to"),
            cc=self._people("cc"),
            subject=subject,
            date=read_date(self.head.filled("date")),
            message_id=read_id(self.head.filled("message-id")),
            in_reply_to=read_id(self.head.filled("in-reply-to")),
            references=read_ids(self.head.filled("references")),
            text=words.text,
            html=words.html,
            html_version=markup.VERSION,
            original_html=words.original_html,
            reply=visible_reply(words.plain, words.read_html),
            judged=self._judged(headers, subject, sender.address),
            attachments=self.files,
            cut=self.cut,
        )

    def _judged(self, given: Sequence[tuple[str, str]], subject: str, sender: str) -> Judged:
        headers = [(name.lower(), value) for name, value in given]
        return Judged(
            automatic=why_automatic(headers, subject, sender),
            bounce=find_bounce(headers, subject, sender, list(self.root.walk())),
            delivered_to=delivered_to(headers),
            is_forged=is_forged(headers),
        )

    def _people(self, name: str) -> list[Address]:
        found = [
            each for raw in self.head.all_raw(name)[:10] for each in read_addresses(raw, MOST_ADDRESSES + 1)
        ]
        if len(found) > MOST_ADDRESSES:
            self.cut.append(name)
        return found[:MOST_ADDRESSES]

    def _words(self) -> Words:
        original = self._cut("html", self._html(), LONGEST_HTML)
        plain = self._cut("text", self._plain(), LONGEST_TEXT)
        if original:
            cleaned = markup.clean(original)
            named, files = mentioned(original, self.files)
            # Only the HTML says where pictures stood. Where it says something else, the plain text is what counts.
            worded = self._html_as_text(named) if named else ""
            if named and (not plain or says_the_same(plain, worded)):
                self.files = files
                return Words("", original, named, worded, cleaned)
            return Words(plain, original, original, plain or self._html_as_text(original), cleaned)
        text = plain or next((words for part in self.root.walk() if (words := _invited(part))), "")
        return Words(plain, "", "", text, None)

    def _html_as_text(self, html: str) -> str:
        return html_to_text(self._cut("text", html, LONGEST_HTML_AS_TEXT))

    def _plain(self) -> str:
        """The plain text; '' when all there is comes from HTML."""
        parts = self.bodies.plain
        if any(part.content_type != HTML for part in parts):
            return "\n".join(text for part in parts if (text := text_of(part)).strip())
        return "" if parts or self._html() else self._packed[0]

    def _html(self) -> str:
        """The HTML as it came; '' when there is none."""
        parts = self.bodies.html
        if any(part.content_type == HTML for part in parts):
            return "\n".join(html_of(part) for part in parts)
        return "" if parts else self._packed[1]

    @cached_property
    def _packed(self) -> tuple[str, str]:
        """Text and HTML that Outlook packed away."""
        for part in self.bodies.files:
            if is_tnef(Attachment(part.stated.get("name"), part.content_type, b"")):
                found = read_tnef(part.content)
                return words_of(found) if found else ("", "")
        return "", ""

    def _cut(self, field: str, text: str, longest: int) -> str:
        if len(text) > longest:
            self.cut.append(field)
        return text[:longest]


def _invited(part: Part) -> str:
    """What an invitation says."""
    return summary(part.text) if part.content_type == "text/calendar" else ""
