"""Mails broken in the ways that programs break them, and what a reader still finds in each."""

from base64 import b64encode
from dataclasses import dataclass

from tests.notifications.parsing.builders import PNG, file, mail, mail_of, multipart, part, text

ADA, BOB, LAMP = b"From: Ada <ada@example.com>", b"To: Bob <bob@example.com>", b"Subject: Lamp"
TOP = b"\r\n".join([ADA, BOB, LAMP])
TWO = b'Content-Type: multipart/mixed; boundary="b1"\r\n\r\n'


@dataclass(frozen=True)
class Broken:
    """A mail and what must be found; None is not asked for."""

    content: bytes
    text: str | None = "Hello"
    html: str | None = None
    files: tuple[str, ...] = ()
    subject: str = "Lamp"
    sender: str = "ada@example.com"


HEADS = {
    "mbox line at the top": Broken(b"From ada@example.com Mon Jan  1 00:00:00 2024\n" + mail()),
    "quoted mbox line at the top": Broken(b">From ada@example.com Mon Jan  1 00:00:00 2024\n" + mail()),
    "byte order mark at the top": Broken(b"\xef\xbb\xbf" + mail()),
    "words in dashes at the top": Broken(b"---- Original message ----\r\n" + mail()),
    "blank lines at the top": Broken(b"\r\n \r\n\r\n" + mail()),
    "line feeds only": Broken(mail().replace(b"\r\n", b"\n")),
    "carriage returns only": Broken(mail().replace(b"\r\n", b"\r")),
    "a carriage return too many": Broken(mail().replace(b"\r\n", b"\r\r\n")),
    "space before the colon": Broken(mail().replace(b"Subject:", b"Subject :")),
    "no space behind the colon": Broken(mail().replace(b": ", b":")),
    "a line that is no header": Broken(b"\r\n".join([ADA, b"what is this", BOB, LAMP, b"", b"Hello"])),
    "no blank line before the body": Broken(TOP + b"\r\n--\r\nHello", text="--\nHello"),
    "a fold without its space": Broken(
        b"\r\n".join([ADA, b"Subject: La", b"=?utf-8?q?mp?=", BOB, b"", b"Hello"]), subject="La mp"
    ),
    "a fold that is blank": Broken(b"\r\n".join([ADA, b"Subject: ", b" ", b" Lamp", BOB, b"", b"Hello"])),
    "a blank line with spaces behind the headers": Broken(TOP + b"\r\n  \r\nHello"),
    "several subjects": Broken(mail(b"Hello", b"Subject: Other")),
    "an empty subject before the real one": Broken(b"\r\n".join([ADA, b"Subject:", LAMP, b"", b"Hello"])),
    "raw letters in UTF-8": Broken(mail().replace(b"Lamp", "Żarówka".encode()), subject="Żarówka"),
    "raw letters in the body's charset": Broken(
        mail(b"Hello", b"Content-Type: text/plain; charset=iso-8859-2").replace(
            b"Lamp", "Żarówka".encode("iso8859-2")
        ),
        subject="Żarówka",
    ),
    "an encoded word with spaces": Broken(
        mail().replace(b"Lamp", b"=?utf-8?q?old lamp?="), subject="old lamp"
    ),
    "a letter over two encoded words": Broken(
        mail().replace(b"Lamp", b"=?utf-8?B?xbs=?= =?utf-8?Q?_=C5?=\r\n =?utf-8?Q?=BB?="), subject="Ż Ż"
    ),
    "an encoded word without its padding": Broken(
        mail().replace(b"Lamp", b"=?utf-8?B?TGFtcA?="), subject="Lamp"
    ),
    "an encoded word that never ends": Broken(
        mail().replace(b"Lamp", b"=?utf-8?q?Lamp"), subject="=?utf-8?q?Lamp"
    ),
    "an encoded word in no known charset": Broken(mail().replace(b"Lamp", b"=?nonsense?q?Lamp?=")),
    "no headers at all": Broken(b"\r\nHello", subject="", sender=""),
    "a NUL among the headers": Broken(mail().replace(b"Lamp", b"La\0mp")),
    "a carriage return in a header": Broken(
        mail().replace(b"Lamp", b"Lamp\rBcc: eve@example.com"), subject="Lamp Bcc: eve@example.com"
    ),
}

PARTS = {
    "no last boundary": Broken(
        mail_of(multipart("mixed", text("Hello"), file(b"a.png"), close=False)), files=("a.png",)
    ),
    "the last boundary right behind the words": Broken(TOP + b"\r\n" + TWO + b"--b1\r\n\r\nHello--b1--\r\n"),
    "cut within base64": Broken(
        mail_of(multipart("mixed", text("Hello"), file(b"a.png"), close=False))[:-25], files=("a.png",)
    ),
    "boundary not named": Broken(
        mail_of(multipart("mixed", text("Hello"), file(b"a.png"))).replace(b'; boundary="b1"', b""),
        files=("a.png",),
    ),
    "boundary named wrongly": Broken(
        mail_of(multipart("mixed", text("Hello"), file(b"a.png"))).replace(b'"b1"', b'"zz"'), files=("a.png",)
    ),
    "boundary without quotes and with signs": Broken(
        mail_of(multipart("mixed", text("Hello"), file(b"a.png"), boundary=b"a=(b):c")).replace(b'"', b""),
        files=("a.png",),
    ),
    "words behind the boundary": Broken(
        mail_of(multipart("mixed", text("Hello"), file(b"a.png"))).replace(b"--b1\r\n", b"--b1 part\r\n"),
        files=("a.png",),
    ),
    "spaces behind the boundary": Broken(
        mail_of(multipart("mixed", text("Hello"), file(b"a.png"))).replace(b"--b1\r\n", b"--b1  \r\n"),
        files=("a.png",),
    ),
    "the same boundary within": Broken(
        mail_of(
            TWO
            + b"--b1\r\n"
            + multipart("alternative", text("Hello"), text("<p>Hello</p>", html=True))
            + b"--b1\r\n"
            + file(b"a.png")
            + b"\r\n--b1--\r\n"
        ),
        html="<p>Hello</p>",
        files=("a.png",),
    ),
    "a multipart without parts": Broken(mail_of(TWO + b"Hello")),
    "a multipart that is empty": Broken(mail_of(TWO), text=""),
    "a part without headers": Broken(mail_of(TWO + b"--b1\r\n\r\nHello\r\n--b1--")),
    "a part of nothing": Broken(mail_of(TWO + b"--b1\r\n--b1\r\n\r\nHello\r\n--b1--")),
    "an inner boundary that is not closed": Broken(
        mail_of(
            multipart(
                "mixed",
                multipart(
                    "alternative", text("Hello"), text("<p>Hello</p>", html=True), boundary=b"b2", close=False
                ),
                file(b"a.png"),
            )
        ),
        html="<p>Hello</p>",
        files=("a.png",),
    ),
    "parts behind the last boundary": Broken(
        mail_of(multipart("mixed", text("Hello")) + b"--b1\r\n" + file(b"a.png") + b"\r\n--b1--"),
        files=("a.png",),
    ),
    "a type that is none": Broken(mail(b"Hello", b"Content-Type: nonsense")),
    "a type without a semicolon": Broken(
        mail("Łamp".encode("iso8859-2"), b"Content-Type: text/plain charset=iso-8859-2"), text="Łamp"
    ),
    "two semicolons": Broken(
        mail("Łamp".encode("iso8859-2"), b"Content-Type: text/plain;; charset=iso-8859-2"), text="Łamp"
    ),
    "an encoding that is none": Broken(mail(b"Hello", b"Content-Transfer-Encoding: nonsense")),
    "an encoding with a comment": Broken(
        mail(b64encode(b"Hello"), b"Content-Transfer-Encoding: base64 (of course)")
    ),
    "base64 in one line with noise": Broken(
        mail(b"SGVs*bG8=\r\nhttp://unsubscribe", b"Content-Transfer-Encoding: base64"), text=None
    ),
    "plain text that says it is base64": Broken(
        mail(b"Hello, how are you? I am fine.", b"Content-Transfer-Encoding: base64"),
        text="Hello, how are you? I am fine.",
    ),
    "quoted-printable with stray signs": Broken(
        mail(b"Hel=\r\nlo = 1 =ZZ", b"Content-Transfer-Encoding: quoted-printable"), text="Hello = 1 =ZZ"
    ),
    "two base64 texts in one": Broken(
        mail(b64encode(b"Hell") + b"\r\n" + b64encode(b"o there"), b"Content-Transfer-Encoding: base64"),
        text="Hello there",
    ),
    "an unknown charset": Broken(
        mail("Żółw".encode(), b"Content-Type: text/plain; charset=nonsense"), text="Żółw"
    ),
    "a charset declared wrongly": Broken(
        mail("Żółw".encode(), b"Content-Type: text/plain; charset=us-ascii"), text="Żółw"
    ),
    "HTML that is called plain": Broken(
        mail_of(multipart("alternative", text("Hello"), text("<p>Hi</p>", html=True))), html="<p>Hi</p>"
    ),
    "a mail that is a file": Broken(
        mail(b64encode(PNG), b'Content-Type: image/png; name="a.png"', b"Content-Transfer-Encoding: base64"),
        text="",
        files=("a.png",),
    ),
    "a file without a name": Broken(
        mail_of(multipart("mixed", text("Hello"), part(PNG, b"Content-Type: image/png"))),
        files=("file-1.png",),
    ),
}

MALFORMED = HEADS | PARTS
