"""Mails for tests, written byte by byte: what a library writes is never broken."""

from base64 import encodebytes

from services.notifications.parsing.mail import ParsedMail
from services.notifications.parsing.reading import parse

PNG = b"\x89PNG\r\n\x1a\n" + bytes(range(40))


def mail(body: bytes = b"Hello", *headers: bytes, top: bool = True) -> bytes:
    """A mail of Ada to Bob with more headers; without the usual ones when not `top`."""
    usual = (b"From: Ada <ada@example.com>", b"To: Bob <bob@example.com>", b"Subject: Lamp") if top else ()
    return b"\r\n".join([*usual, *headers, b"", body])


def part(content: bytes, *headers: bytes) -> bytes:
    """A part of a multipart; the default is plain text."""
    return b"\r\n".join([*headers, b"", content])


def multipart(kind: str, *parts: bytes, boundary: bytes = b"b1", close: bool = True) -> bytes:
    """A multipart with its own headers, to be given to `mail_of` or to another multipart."""
    head = b'Content-Type: multipart/%b; boundary="%b"\r\n\r\n' % (kind.encode(), boundary)
    inner = b"".join(b"--%b\r\n%b\r\n" % (boundary, each) for each in parts)
    return head + inner + (b"--%b--\r\n" % boundary if close else b"")


def mail_of(multi: bytes) -> bytes:
    """A mail that is a multipart."""
    return b"From: Ada <ada@example.com>\r\nTo: Bob <bob@example.com>\r\nSubject: Lamp\r\n" + multi


def text(words: str, charset: str = "utf-8", *, html: bool = False, encoding: str = "8bit") -> bytes:
    """A part of plain text or HTML."""
    kind = b"text/html" if html else b"text/plain"
    return part(
        words.encode(charset),
        b"Content-Type: %b; charset=%b" % (kind, charset.encode()),
        b"Content-Transfer-Encoding: " + encoding.encode(),
    )


def file(name: bytes, content: bytes = PNG, kind: bytes = b"image/png", more: bytes = b"") -> bytes:
    """A part that is a file, base64 encoded. `more` are headers."""
    headers = [
        b"Content-Type: " + kind,
        b"Content-Disposition: attachment; filename=" + name,
        b"Content-Transfer-Encoding: base64",
    ]
    return part(encodebytes(content).replace(b"\n", b"\r\n"), *headers, *([more] if more else []))


def read(content: bytes) -> ParsedMail:
    """What the parser says."""
    return parse(content)


def names(content: bytes) -> list[str]:
    """The names of a mail's files."""
    return [each.name for each in parse(content).attachments]
