"""A delivery as the bytes that go over the wire: multipart/alternative, ASCII, CRLF, no header twice."""

from binascii import b2a_qp
from dataclasses import dataclass
from datetime import datetime
from email import policy
from email.header import Header
from email.mime.multipart import MIMEMultipart
from email.mime.nonmultipart import MIMENonMultipart
from email.utils import format_datetime, formataddr

from services.notifications.domain.headers import one_line
from shared.contracts.mail_variables import MailKind

WIRE = policy.compat32.clone(linesep="\r\n", mangle_from_=False)
AUTOMATIC = {"Auto-Submitted": "auto-generated", "X-Auto-Response-Suppress": "All"}
"""For a mail that no person wrote: other machines shall not answer it (RFC 3834)."""


@dataclass(frozen=True, slots=True)
class Letter:
    """What one mail says, to whom and from whom."""

    kind: MailKind
    sender: str
    sender_name: str
    recipient: str
    subject: str
    text: str
    html: str
    message_id: str
    in_reply_to: str = ""
    references: str = ""


def compose(letter: Letter, now: datetime) -> bytes:
    """The mail, ready for DATA."""
    mail = MIMEMultipart("alternative")
    for name, value in _headers(letter, now).items():
        mail[name] = value
    mail.attach(_part("plain", letter.text))
    mail.attach(_part("html", letter.html))
    return mail.as_bytes(policy=WIRE)


def _headers(letter: Letter, now: datetime) -> dict[str, str]:
    headers = {
        "From": formataddr((one_line(letter.sender_name), letter.sender), "utf-8"),
        "To": letter.recipient,
        "Reply-To": letter.sender,
        "Subject": _encoded(letter.subject, "Subject"),
        "Date": format_datetime(now),
        "Message-ID": letter.message_id,
        "In-Reply-To": letter.in_reply_to,
        "References": letter.references.replace(" ", "\n "),
    }
    if letter.kind == "ticket_created":
        headers |= AUTOMATIC
    return {name: value for name, value in headers.items() if value}


def _encoded(text: str, name: str) -> str:
    line = one_line(text)
    # "=?" would be decoded on the other side, into whatever its writer hid there.
    charset = "us-ascii" if line.isascii() and "=?" not in line else "utf-8"
    return Header(line, charset, header_name=name).encode()


def _part(subtype: str, text: str) -> MIMENonMultipart:
    part = MIMENonMultipart("text", subtype, charset="utf-8")
    part["Content-Transfer-Encoding"] = "quoted-printable"
    lines = text.replace("\r\n", "\n").replace("\r", "\n").rstrip("\n") + "\n"
    part.set_payload(b2a_qp(lines.encode(), istext=True).decode("ascii"))
    return part
