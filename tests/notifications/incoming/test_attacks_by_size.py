"""A25: mails made to keep us busy or to kill us, through the LMTP door: raw kept, no harm, and the next mail proceeds."""

import re

import httpx
import pytest

from tests.notifications.incoming.conftest import Mails
from tests.notifications.incoming.door import handed_on
from tests.notifications.incoming.letters import a_mail
from tests.notifications.incoming.story import SUPPORT
from tests.notifications.incoming.test_lmtp import OPENING, raw_session
from tests.notifications.parsing.bombs import READ, REFUSED

pytestmark = [pytest.mark.usefixtures("hears", "loops"), pytest.mark.attack("A25")]
MARK = "\u0300"
TOP = "From: m@evil.example\r\nSubject: bomb\r\n"
BOMBS = {
    "1,000 nested multiparts": REFUSED["1,000 nested multiparts"][0],
    "100,000 parts": REFUSED["100,000 parts"][0],
    "30,000 parameters": READ["30,000 parameters"],
    "50,000 recipients": READ["50,000 recipients"],
    "a subject of folds": READ["a subject of folds"],
    "tables in tables": READ["tables in tables"],
    "50,000 links in HTML": f"{TOP}Content-Type: text/html\r\n\r\n{'<a href=https://x.example/>x</a>' * 50_000}".encode(),
    "one address of a megabyte": f"{TOP}\r\nhttps://x.example/{'a/' * 500_000}".encode(),
    "quotes within quotes": f"{TOP}\r\n{'>' * 900_000} hello".encode(),
    "reply heads": (TOP + "\r\n" + "On Mon, 1 Jan 2026, A <a@b.example> wrote:\r\n> x\r\n" * 20_000).encode(),
    "a thousand files": (TOP + "Content-Type: multipart/mixed; boundary=b\r\n\r\n" + "--b\r\nContent-Disposition: attachment\r\n\r\nx\r\n" * 990).encode(),
    "mails in mails": (TOP + "Content-Type: message/rfc822\r\n\r\n" * 3000).encode(),
    "a Message-ID of 60 KB": f"{TOP}Message-ID: <{'a' * 60_000}@x>\r\nIn-Reply-To: <{'b' * 60_000}@x>\r\n\r\nx".encode(),
    "a name of half a megabyte": f"From: {'N' * 500_000} <m@evil.example>\r\n\r\nx".encode(),
    "marks upon marks": (TOP + 'Subject: Z' + MARK * 100_000 + '\r\n\r\nZ' + MARK * 400_000).encode(),
}  # fmt: skip


def on_the_wire(content: bytes) -> bytes:
    return re.sub(rb"\r\n|\r|\n", b"\r\n", content)


@pytest.mark.parametrize("bomb", BOMBS)
async def test_a25_a_bomb_is_kept_as_it_came_and_the_next_mail_is_read(
    http: httpx.AsyncClient, lmtp_port: int, arrived: Mails, bomb: str
):
    content = on_the_wire(BOMBS[bomb])
    assert await handed_on(lmtp_port, content, SUPPORT) == {}
    assert await handed_on(lmtp_port, a_mail("the next one"), SUPPORT) == {}
    kept, following = await arrived(2, seconds=40)
    assert (following["state"], following["subject"]) == ("linked", "the next one")
    assert kept["state"] in ("linked", "unlinked", "quarantined")
    raw = (await http.get(f"/api/mail/emails/{kept['id']}/raw")).content
    assert content.strip() in raw
    for page in (
        f"/api/mail/emails/{kept['id']}",
        f"/panel/mail/emails/{kept['id']}",
        "/panel/mail/inbox?state=linked",
    ):
        answer = await http.get(page)
        assert answer.status_code == 200
        assert len(answer.content) < 12_000_000


@pytest.mark.parametrize("line", [b"\r\n", b".\r\n"[:1] + b".\r\n", b"x\r\n"], ids=["empty", "dots", "short"])
async def test_a25_a_mail_of_many_lines_is_kept(lmtp_port: int, arrived: Mails, line: bytes):
    content = a_mail() + line * (20_000_000 // len(line))
    assert await handed_on(lmtp_port, content, SUPPORT) == {}
    assert len(await arrived(1, seconds=40)) == 1


async def test_a25_a_hundred_recipients_are_enough(lmtp_port: int, arrived: Mails):
    many = [b"RCPT TO:<support+%d@example.com>\r\n" % number for number in range(150)]
    said = await raw_session(lmtp_port, *OPENING, *many, b"DATA\r\n", a_mail() + b".\r\n", b"QUIT\r\n")
    assert len([line for line in said if line.startswith(b"452 4.5.3")]) == 51
    assert len(await arrived(1)) == 1
