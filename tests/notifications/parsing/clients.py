"""Mails as mail programs write them: their order of parts, their names, their encodings. All words are made up."""

from base64 import encodebytes
from dataclasses import dataclass

from tests.notifications.parsing.builders import PNG

CODED = encodebytes(PNG).replace(b"\n", b"\r\n")
WORDS = "Dzień dobry,\nlampa nie świeci."


@dataclass(frozen=True)
class Sent:
    """A mail and what it says: its words without the spaces at the ends, its files, those shown in the text."""

    content: bytes
    files: tuple[str, ...] = ()
    inline: tuple[str, ...] = ()
    text: str = WORDS
    html: bool = True


def head(*more: str) -> bytes:
    lines = (
        "From: =?UTF-8?Q?Ada_Lis?= <ada@example.com>",
        "To: Bob <bob@example.com>",
        "Subject: =?utf-8?B?xZp3aWF0xYJv?=",
    )
    return "\r\n".join(
        [*lines, "Date: Thu, 29 Feb 2024 12:00:00 +0100", "MIME-Version: 1.0", *more, "", ""]
    ).encode()


def plain(charset: str = "utf-8", encoding: str = "8bit", more: str = "") -> bytes:
    kind = f"Content-Type: text/plain; charset={charset}{more}\r\nContent-Transfer-Encoding: {encoding}\r\n\r\n".encode()
    return kind + WORDS.replace("\n", "\r\n").encode(charset.strip('"')) + b"\r\n"


def html(inner: str = "") -> bytes:
    kind = b'Content-Type: text/html; charset="utf-8"\r\nContent-Transfer-Encoding: base64\r\n\r\n'
    page = f"<html><head><style>p{{}}</style></head><body><p>Dzień dobry,<br>lampa nie świeci.</p>{inner}</body></html>"
    return kind + encodebytes(page.encode()).replace(b"\n", b"\r\n")


def joined(boundary: str, *parts: bytes) -> bytes:
    mark = f"--{boundary}\r\n".encode()
    return b"".join(mark + each + b"\r\n" for each in parts) + f"--{boundary}--\r\n".encode()


def picture(*headers: str) -> bytes:
    return "\r\n".join([*headers, "Content-Transfer-Encoding: base64", "", ""]).encode() + CODED


GMAIL = head('Content-Type: multipart/mixed; boundary="000000000000a1"') + joined(
    "000000000000a1",
    b'Content-Type: multipart/alternative; boundary="000000000000b2"\r\n\r\n' + joined("000000000000b2", plain('"UTF-8"'), html()),
    picture(
        'Content-Type: image/png; name="lampa.png"',
        'Content-Disposition: attachment; filename="lampa.png"',
        "X-Attachment-Id: f_lt0", "Content-ID: <f_lt0>",
    ),
)  # fmt: skip

OUTLOOK = head(
    'Content-Type: multipart/related; boundary="_004_DB7PR0"; type="multipart/alternative"'
) + joined(
    "_004_DB7PR0",
    b'Content-Type: multipart/alternative; boundary="_000_DB7PR0"\r\n\r\n'
    + joined("_000_DB7PR0", plain('"iso-8859-2"'), html('<img src="cid:image001.png@01DA">')),
    picture(
        'Content-Type: image/png; name="image001.png"',
        "Content-Description: image001.png",
        'Content-Disposition: inline; filename="image001.png"; size=48;\r\n\tcreation-date="Thu, 29 Feb 2024 11:00:00 GMT"',
        "Content-ID: <image001.png@01DA>",
    ),
)

APPLE = head('Content-Type: multipart/alternative; boundary="Apple-Mail=_A1"') + joined(
    "Apple-Mail=_A1",
    plain("utf-8"),
    b'Content-Type: multipart/mixed; boundary="Apple-Mail=_B2"\r\n\r\n'
    + joined(
        "Apple-Mail=_B2",
        html(),
        picture(
            "Content-Disposition: inline;\r\n\tfilename*=utf-8''%C5%BAr%C3%B3d%C5%82o.png",
            'Content-Type: image/png;\r\n\tx-unix-mode=0644;\r\n\tname="=?utf-8?Q?=C5=BAr=C3=B3d=C5=82o=2Epng?="',
        ),
        html("<p>Pozdrawiam</p>"),
    ),
)

THUNDERBIRD = (
    head('Content-Type: multipart/mixed; boundary="------------a1B2"')
    + b"This is a multi-part message.\r\n"
    + joined(
        "------------a1B2",
        plain("UTF-8", more="; format=flowed"),
        picture(
            'Content-Type: image/png; name="=?UTF-8?Q?=C5=BAr=C3=B3d=C5=82o=2Epng?="',
            "Content-Disposition: attachment;\r\n filename*0*=UTF-8''%C5%BAr%C3%B3;\r\n filename*1*=%64%C5%82%6F%2E%70%6E%67",
        ),
    )
)

LOTUS = head('Content-Type: multipart/mixed; boundary="=_mixed 003D_="') + joined(
    "=_mixed 003D_=",
    b'Content-Type: multipart/related; boundary="=_related 003D_="\r\n\r\n'
    + joined(
        "=_related 003D_=",
        b'Content-Type: multipart/alternative; boundary="=_alternative 003D_="\r\n\r\n'
        + joined("=_alternative 003D_=", plain('"ISO-8859-2"'), html("<img src=cid:_1_0A>")),
        picture("Content-Type: image/gif", "Content-ID: <_1_0A>"),
    ),
    picture(
        'Content-Type: image/png; name="=?ISO-8859-2?Q?=BCr=F3d=B3o=2Epng?="',
        "Content-Disposition: attachment",
    ),
)

MUTT = head("Content-Type: multipart/signed; micalg=pgp-sha256; protocol=\"application/pgp-signature\"; boundary=\"X1\"") + joined(
    "X1", plain("utf-8"),
    b'Content-Type: application/pgp-signature; name="signature.asc"\r\n\r\n-----BEGIN PGP SIGNATURE-----\r\n',
)  # fmt: skip

PHONE = head('Content-Type: multipart/mixed; boundary="--_com.example.mail_1"') + joined(
    "--_com.example.mail_1", html(),
    picture("Content-Type: image/jpeg; name=\"20240229_120000.jpg\"", "Content-Disposition: attachment; filename=\"20240229_120000.jpg\"; size=48"),
)  # fmt: skip

SCANNER = head('Content-Type: multipart/mixed; boundary="scan"') + joined(
    "scan",
    picture(
        'Content-Type: application/pdf; name="SKM_1.pdf"',
        'Content-Disposition: attachment; filename="SKM_1.pdf"',
    ),
)

SENT = {
    "Gmail": Sent(GMAIL, ("lampa.png",)),
    "Outlook": Sent(OUTLOOK, ("image001.png",), ("image001.png",), text=f"{WORDS}\n\n[image: image001.png]"),
    "Apple Mail": Sent(APPLE, ("źródło.png",), ("źródło.png",)),
    "Thunderbird": Sent(THUNDERBIRD, ("źródło.png",), html=False),
    "Lotus Notes": Sent(
        LOTUS, ("file-1.gif", "źródło.png"), ("file-1.gif",), text=f"{WORDS}\n\n[image: file-1.gif]"
    ),
    "mutt": Sent(MUTT, ("signature.asc",), html=False),
    "a phone": Sent(PHONE, ("20240229_120000.jpg",)),
    "a scanner": Sent(SCANNER, ("SKM_1.pdf",), text="", html=False),
}
