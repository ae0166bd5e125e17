"""A delivery as the bytes that go over the wire: text and HTML, files, ASCII, CRLF, no header twice."""

import re
from base64 import encodebytes
from binascii import b2a_qp
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from email.header import Header
from email.mime.multipart import MIMEMultipart
from email.mime.nonmultipart import MIMENonMultipart
from email.policy import Compat32
from email.utils import format_datetime, formataddr
from html import escape
from secrets import token_hex

from services.notifications.domain.delivery import DeliveryKind
from services.notifications.domain.headers import one_line
from services.notifications.rendering.pictures import content_id, without_missing
from shared.contracts.parts import Attachment


class Wire(Compat32):
    """Writes headers that need no folding as they are, which the policy above it does after a long look at each word."""

    def fold_binary(self, name: str, value: str) -> bytes:
        """One header with its line end."""
        line = f"{name}: {value}"
        if len(line) <= SHORT and line.isascii() and "\n" not in line:
            return f"{line}{self.linesep}".encode("ascii")
        return super().fold_binary(name, value)


SHORT = 78
"""Characters of a header's line."""

WIRE = Wire(linesep="\r\n", mangle_from_=False)
AUTOMATIC = {"Auto-Submitted": "auto-generated", "X-Auto-Response-Suppress": "All"}
"""For a mail that no person wrote: other machines shall not answer it (RFC 3834)."""


PLAIN_TYPE = re.compile(r"(application|audio|image|text|video)/([A-Za-z0-9.+-]+)", re.ASCII)
"""Of a file's type. A mail inside a mail must not be encoded, and is shown as a part of this one: it goes as what it is,
a file."""


@dataclass(frozen=True, slots=True)
class Letter:
    """What one mail says, to whom and from whom."""

    kind: DeliveryKind
    sender: str
    sender_name: str
    recipient: str
    subject: str
    text: str
    html: str
    message_id: str
    in_reply_to: str = ""
    references: str = ""
    reply_to: str = ""


def compose(
    letter: Letter, now: datetime, files: Sequence[tuple[Attachment, bytes]] = (), said: str = ""
) -> bytes:
    """The mail with its files, ready for DATA; `said` is a line below its words."""
    shown = [each for each in files if content_id(each[0]) in letter.html]
    mail = _multipart("alternative")
    mail.attach(_part("plain", f"{letter.text.rstrip()}\n\n{said}" if said else letter.text))
    mail.attach(_html(_with_line(letter.html, said), shown))
    if others := [each for each in files if each not in shown]:
        words, mail = mail, _multipart("mixed")
        mail.attach(words)
        for file, content in others:
            mail.attach(_file(file, content))
    for name, value in _headers(letter, now).items():
        mail[name] = value
    return mail.as_bytes(policy=WIRE)


def _multipart(subtype: str) -> MIMEMultipart:
    # Neither quoted-printable nor base64 can have these two signs beside each other, so nobody has to look for it.
    return MIMEMultipart(subtype, boundary=f"=_{token_hex(12)}")


def _html(html: str, shown: Sequence[tuple[Attachment, bytes]]) -> MIMENonMultipart | MIMEMultipart:
    """The HTML, together with the pictures in it if it has any."""
    part = _part("html", without_missing(html, {content_id(file) for file, _ in shown}))
    if not shown:
        return part
    whole = _multipart("related")
    whole.set_param("type", "text/html")
    whole.attach(part)
    for file, content in shown:
        picture = _file(file, content, "inline")
        picture["Content-ID"] = f"<{content_id(file)}>"
        whole.attach(picture)
    return whole


def _with_line(html: str, said: str) -> str:
    words, end, rest = html.rpartition("</body>")
    line = f"<p>{escape(said)}</p>" if said else ""
    return f"{words}{line}{end}{rest}" if end else html + line


def _headers(letter: Letter, now: datetime) -> dict[str, str]:
    headers = {
        "From": _mailbox(letter.sender_name, letter.sender),
        "To": letter.recipient,
        "Reply-To": letter.reply_to or letter.sender,
        "Subject": _encoded(letter.subject, "Subject"),
        "Date": format_datetime(now),
        "Message-ID": letter.message_id,
        "In-Reply-To": letter.in_reply_to,
        "References": letter.references.replace(" ", "\n "),
    }
    if letter.kind != "comment_added":
        headers |= AUTOMATIC
    return {name: value for name, value in headers.items() if value}


def _mailbox(name: str, address: str) -> str:
    line = one_line(name)
    if line.isascii() and "=?" not in line:
        return formataddr((line, address))
    # Also what only looks like an encoded word: quotes do not keep readers from decoding it.
    return f"{Header(line, 'utf-8', header_name='From').encode()} <{address}>"


def _encoded(text: str, name: str) -> str:
    line = one_line(text)
    # "=?" would be decoded on the other side, into whatever its writer hid there.
    charset = "us-ascii" if line.isascii() and "=?" not in line else "utf-8"
    if charset == "us-ascii" and len(name) + len(line) + 2 <= SHORT:
        return line
    return Header(line, charset, header_name=name).encode()


def _file(file: Attachment, content: bytes, disposition: str = "attachment") -> MIMENonMultipart:
    found = PLAIN_TYPE.fullmatch(file.content_type)
    part = MIMENonMultipart(*(found.groups() if found else ("application", "octet-stream")))
    part["Content-Transfer-Encoding"] = "base64"
    name = one_line(file.name)
    is_simple = name.isascii() and "=?" not in name
    part.add_header("Content-Disposition", disposition, filename=name if is_simple else ("utf-8", "", name))
    part.set_payload(encodebytes(content).decode("ascii"))
    return part


def _part(subtype: str, text: str) -> MIMENonMultipart:
    part = MIMENonMultipart("text", subtype, charset="utf-8")
    part["Content-Transfer-Encoding"] = "quoted-printable"
    lines = text.replace("\r\n", "\n").replace("\r", "\n").rstrip("\n") + "\n"
    part.set_payload(b2a_qp(lines.encode(), istext=True).decode("ascii"))
    return part
