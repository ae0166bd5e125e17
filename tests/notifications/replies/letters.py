"""Whole mails: headers, parts and their encodings, put together as mail programs do."""

from base64 import b64encode, encodebytes
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from quopri import encodestring

from tests.notifications.replies.tongues import Tongue


@dataclass(frozen=True)
class Letter:
    """A mail, and what it says in plain text; None when it has only HTML."""

    content: bytes
    plain: str | None
    html: bool = True


@dataclass(frozen=True)
class Paper:
    """How a program writes its text: charset and transfer encoding, and what else its Content-Type says."""

    charset: str = "utf-8"
    encoding: str = "quoted-printable"
    more: str = ""


def encoded(words: str, charset: str) -> str:
    """Words of a header."""
    if words.isascii():
        return words
    return f"=?{charset}?B?{b64encode(words.encode(charset)).decode()}?="


def text_part(kind: str, words: str, paper: Paper) -> bytes:
    raw = words.replace("\n", "\r\n").encode(paper.charset)
    head = (
        f"Content-Type: text/{kind}; charset={paper.charset}{paper.more if kind == 'plain' else ''}\r\n"
        f"Content-Transfer-Encoding: {paper.encoding}\r\n\r\n"
    )
    return head.encode() + _transferred(raw, paper.encoding)


def _transferred(raw: bytes, encoding: str) -> bytes:
    if encoding == "base64":
        return encodebytes(raw).replace(b"\n", b"\r\n")
    if encoding == "quoted-printable":
        return encodestring(raw.replace(b"\r\n", b"\n")).replace(b"\n", b"\r\n")
    return raw


def joined(kind: str, boundary: str, *parts: bytes) -> bytes:
    """A multipart with its own header."""
    mark = f"--{boundary}".encode()
    inner = b"".join(mark + b"\r\n" + each + b"\r\n" for each in parts)
    return (
        f'Content-Type: multipart/{kind}; boundary="{boundary}"\r\n\r\n'.encode() + inner + mark + b"--\r\n"
    )


def letter(
    tongue: Tongue, headers: Sequence[str], parts: bytes, plain: str | None, *, html: bool = True
) -> Letter:
    """The mail of somebody who answers Anna; `headers` are those of the program."""
    charset = "utf-8" if tongue.charset == "windows-1252" else tongue.charset
    top = (
        f"From: {encoded(tongue.name, charset)} <writer@example.com>",
        "To: Anna Nowak <anna@example.com>",
        f"Subject: {tongue.prefix}: {encoded(tongue.subject, charset)}",
        "Date: Tue, 14 Mar 2023 11:12:13 +0100",
        "In-Reply-To: <old.1@example.com>",
        "References: <old.1@example.com>",
        "MIME-Version: 1.0",
        *headers,
    )
    return Letter("\r\n".join(top).encode() + b"\r\n" + parts, plain, html)


def quoted(words: str) -> str:
    return "\n".join(f"> {line}".rstrip() for line in words.split("\n"))


def lines_as(element: str, words: str, blank: str = "<br>") -> str:
    """Each line in an element of its own, as editors of HTML write them."""
    name = element.split()[0]
    return "".join(f"<{element}>{escape(line) or blank}</{name}>\n" for line in words.split("\n"))
