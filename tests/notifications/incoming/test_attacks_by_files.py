"""A2-A5: names and contents of files that strangers send by mail. In through the LMTP door, out by the panel and links."""

import re
import unicodedata
from base64 import b64encode
from html import unescape
from pathlib import Path
from typing import Any
from urllib.parse import quote

import httpx
import pytest

from tests.notifications.incoming.conftest import Mails
from tests.notifications.incoming.door import handed_on
from tests.notifications.incoming.letters import a_mail
from tests.notifications.incoming.story import SUPPORT

pytestmark = pytest.mark.usefixtures("hears", "loops")

PATHS = {
    "a way up": 'attachment; filename="../../../../etc/cron.d/evil"',
    "a way up on Windows": 'attachment; filename="..\\\\..\\\\Startup\\\\evil.bat"',
    "an absolute path": 'attachment; filename="/etc/cron.d/evil"',
    "a drive": 'attachment; filename="C:\\\\Windows\\\\evil.exe"',
    "a share": 'attachment; filename="\\\\\\\\evil.example\\\\share\\\\evil.exe"',
    "a NUL": 'attachment; filename="evil.txt\0.exe"',
    "a NUL in RFC 2231": "attachment; filename*=utf-8''evil.txt%00.exe",
    "4 KB": f'attachment; filename="{"evil" * 1000}.exe"',
    "4 KB of letters that are two bytes": f"attachment; filename*=utf-8''{quote('ż' * 2000)}.exe",
    "continuations": "attachment; filename*0=../../; filename*1=etc/; filename*2=evil",
    "coded continuations": "attachment; filename*0*=utf-8''..%2F..%2F; filename*1*=etc%2Fevil",
    "an encoded word": 'attachment; filename="=?utf-8?q?..=2F..=2Fetc=2Fevil?="',
    "encoded words in pieces": 'attachment; filename="=?utf-8?q?..=2F?= =?utf-8?b?Li4vZXRjL2V2aWw=?="',
    "percent signs": 'attachment; filename="..%2f..%2fevil"',
    "dots alone": 'attachment; filename=".."',
    "a slash alone": 'attachment; filename="/"',
    "a device": 'attachment; filename="NUL"',
    "a device with an ending": 'attachment; filename="COM1.txt"',
    "a stream": 'attachment; filename="evil.txt:hidden.exe:$DATA"',
    "a line end": "attachment; filename*=utf-8''evil%0D%0ASet-Cookie:%20a=b.txt",
}
DISGUISES = {
    "a zero-width space": ("\u200b.htaccess", ".htaccess"),
    "a soft hyphen": ("\u00ad.htaccess", ".htaccess"),
    "a byte order mark": ("\ufeff.pht", ".pht"),
    "a turn of the line": ("invoice\u202efdp.exe", "invoicefdp.exe"),
    "an isolate": ("invoice\u2067fdp.exe", "invoicefdp.exe"),
    "a trailing dot": ("evil.php.", "evil.php"),
    "a trailing blank": ("evil.php ", "evil.php"),
    "a NUL before the ending": ("evil.php\0.png", "evil.php.png"),
    "a line separator": ("evil.png\u2028.php", "evil.png.php"),
}
ACTIVE = {
    "HTML": ("page.html", "text/html", b"<html><script>alert(1)</script></html>"),
    "HTML as a picture": ("page.png", "image/png", b"<html><script>alert(1)</script></html>"),
    "SVG": ("a.svg", "image/svg+xml", b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>'),
    "SVG as a picture": ("a.jpg", "image/jpeg", b'<?xml version="1.0"?><svg onload="alert(1)"/>'),
    "XML with a style sheet": (
        "a.xml",
        "text/xml",
        b'<?xml version="1.0"?><?xml-stylesheet href="x.xsl"?><a/>',
    ),
    "a GIF that is a script": ("a.gif", "image/gif", b"GIF89a/*<svg/onload=alert(1)>*/=1;alert(1)"),
    "a PDF that is HTML": ("a.pdf", "application/pdf", b"%PDF-1.7\n<script>alert(1)</script>"),
    "a script": ("a.js", "text/javascript", b"alert(1)"),
    "web archive": ("a.mht", "message/rfc822", b"Content-Type: text/html\r\n\r\n<script>alert(1)</script>"),
}
OWN_NAME = re.compile(r"[0-9A-Za-z_-]{20,}")


def with_file(disposition: str, kind: str = "application/octet-stream", content: bytes = b"evil") -> bytes:
    coded = b64encode(content).decode()
    head = f"Content-Type: {kind}\r\nContent-Disposition: {disposition}\r\nContent-Transfer-Encoding: base64"
    body = f"--R\r\nContent-Type: text/plain\r\n\r\nSee the file\r\n--R\r\n{head}\r\n\r\n{coded}\r\n--R--"
    return a_mail(body=body, Content_Type="multipart/mixed; boundary=R")


def named(name: str) -> str:
    return f"attachment; filename*=utf-8''{quote(name)}"


class Received:
    """A mail with one file, as agents get it."""

    def __init__(self, http: httpx.AsyncClient, found: dict[str, Any]) -> None:
        self.http, self.id = http, found["id"]
        (self.file,) = found["attachments"]
        self.name = str(self.file["name"])

    async def download(self) -> httpx.Response:
        return await self.http.get(self.file["url"])

    async def page(self) -> str:
        return (await self.http.get(f"/panel/mail/emails/{self.id}")).text


async def received(http: httpx.AsyncClient, port: int, arrived: Mails, content: bytes) -> Received:
    assert await handed_on(port, content, SUPPORT) == {}
    (kept,) = await arrived(1)
    return Received(http, (await http.get(f"/api/mail/emails/{kept['id']}")).json())


@pytest.mark.attack("A5")
@pytest.mark.parametrize("how", PATHS)
async def test_a5_a_name_in_a_mail_is_no_path(
    http: httpx.AsyncClient, lmtp_port: int, arrived: Mails, tmp_path: Path, how: str
):
    mail = await received(http, lmtp_port, arrived, with_file(PATHS[how]))
    assert not re.search(r"[/\\\0\r\n]", mail.name)
    assert mail.name.strip(". ")
    assert 0 < len(mail.name) <= 200
    written = [each for each in tmp_path.rglob("*") if each.is_file()]
    assert all(OWN_NAME.fullmatch(each.name) for each in written)
    assert not list(tmp_path.parent.rglob("*evil*"))
    answer = await mail.download()
    assert (answer.status_code, answer.content) == (200, b"evil")
    assert answer.headers["content-disposition"].startswith("attachment")
    assert "set-cookie" not in answer.headers


@pytest.mark.attack("A4")
@pytest.mark.parametrize("how", DISGUISES)
async def test_a4_a_disguised_name_is_shown_as_what_it_is_and_names_no_file_of_ours(
    http: httpx.AsyncClient, lmtp_port: int, arrived: Mails, tmp_path: Path, how: str
):
    given, shown = DISGUISES[how]
    mail = await received(http, lmtp_port, arrived, with_file(named(given)))
    assert mail.name == shown.lstrip(".")
    assert not any(unicodedata.category(sign) in ("Cc", "Cf", "Zl", "Zp") for sign in mail.name)
    assert not [each for each in tmp_path.rglob("*") if each.suffix or each.name.startswith(".")]
    stored = [each for each in tmp_path.rglob("*") if each.is_file()]
    assert all(each.stat().st_mode & 0o177 == 0 for each in stored)


@pytest.mark.attack("A3")
@pytest.mark.parametrize("how", ACTIVE)
async def test_a3_what_acts_is_only_ever_a_download(
    http: httpx.AsyncClient, lmtp_port: int, arrived: Mails, how: str
):
    name, kind, content = ACTIVE[how]
    mail = await received(http, lmtp_port, arrived, with_file(f"inline; filename={name}", kind, content))
    answer = await mail.download()
    assert answer.headers["content-disposition"].startswith("attachment")
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert "sandbox" in answer.headers["content-security-policy"]
    assert answer.headers["content-type"].partition(";")[0] in (
        "application/octet-stream", "text/plain", "image/gif", "application/pdf",
    )  # fmt: skip


@pytest.mark.attack("A3")
async def test_a3_a_mail_as_it_came_is_only_ever_a_download(
    http: httpx.AsyncClient, lmtp_port: int, arrived: Mails
):
    mail = await received(http, lmtp_port, arrived, with_file("inline; filename=a.html", "text/html"))
    answer = await http.get(f"/api/mail/emails/{mail.id}/raw")
    assert answer.headers["content-disposition"].startswith("attachment")
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert "sandbox" in answer.headers["content-security-policy"]


@pytest.mark.attack("A2")
@pytest.mark.parametrize(
    "script", ["<script>alert(1)</script>", '"><img src=x onerror=alert(1)>', "{{7*7}}<svg/onload=alert(1)>"]
)
async def test_a2_script_in_a_mails_head_and_words_is_text_in_the_panel(
    http: httpx.AsyncClient, lmtp_port: int, arrived: Mails, script: str
):
    coded = f"=?utf-8?b?{b64encode(script.encode()).decode()}?="
    mail = with_file(named(script))
    for old, new in (
        ("Rita <", f"{coded} <"),
        ("Printer on fire", coded),
        ("See the file", script),
        ("@client.", f"@{script}."),
    ):
        mail = mail.replace(old.encode(), new.encode(), 1)
    page = await (await received(http, lmtp_port, arrived, mail)).page()
    listed = (await http.get("/panel/mail/inbox?state=linked")).text
    assert "<script>alert" not in page + listed
    assert not re.search(r"<(?:img|svg)[^>]*on(?:error|load)=alert", page + listed)
    assert unescape(page).count(script) >= 3
