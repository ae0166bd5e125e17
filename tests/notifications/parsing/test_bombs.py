"""Whatever a mail is made to do, it is read or refused at once, within the bounds of the child process."""

import asyncio
from base64 import encodebytes
from collections.abc import AsyncIterator

import pytest

from services.notifications.parsing.child import describe
from services.notifications.parsing.confined import MailReader
from services.notifications.parsing.limits import LARGEST_MAIL
from shared.confined import Refused
from tests.costs import costs_less
from tests.notifications.parsing.bombs import READ, REFUSED, nested
from tests.notifications.parsing.builders import mail, mail_of, multipart, part, read, text

SECONDS = 1.0


@pytest.fixture
async def reader() -> AsyncIterator[MailReader]:
    made = MailReader()
    yield made
    await made.close()


@pytest.mark.parametrize("name", READ)
@pytest.mark.attack("A25")
def test_no_bomb_takes_a_second_of_a_processor(name: str):
    assert costs_less(SECONDS, lambda: describe(READ[name]))


async def test_bombs_are_read_by_a_child_and_ordinary_mails_between_them(reader: MailReader):
    for name in ("50,000 recipients", "a line of 5 MB", "100,000 open parentheses", "3,000 parameters"):
        assert await reader.describe(READ[name]), name
        assert b"Lamp" in await reader.describe(mail())


@pytest.mark.parametrize("name", REFUSED)
@pytest.mark.attack("A25")
async def test_a_mail_over_a_limit_is_refused_and_says_over_which(reader: MailReader, name: str):
    bomb, reason = REFUSED[name]
    with pytest.raises(Refused, match=reason):
        await reader.describe(bomb)
    assert b"Lamp" in await reader.describe(mail())


async def test_a_mail_as_large_as_may_be_is_read_with_its_file(reader: MailReader):
    content = b"x" * (LARGEST_MAIL * 7 // 10)
    coded = encodebytes(content)
    whole = mail_of(
        multipart(
            "mixed", text("Hello"), part(coded, b"Content-Transfer-Encoding: base64", b"Content-Type: a/b")
        )
    )
    assert len(whole) > LARGEST_MAIL * 0.9
    found, contents = await asyncio.wait_for(reader.unpack(whole), 10)
    assert [found["text"], contents == [content]] == ["Hello", True]


def test_what_is_just_within_the_limits_is_read():
    assert read(nested(49)).text == "end"
    parts = [text(f"{number}") for number in range(998)]
    assert read(mail_of(multipart("mixed", *parts))).text.startswith("0\n1\n2")


def test_long_words_are_cut_and_say_so():
    found = read(mail(b"a" * 3_000_000))
    assert [len(found.text), list(found.cut)] == [2_000_000, ["text"]]
    found = read(mail(b"<p>" + b"a" * 2_000_000, b"Content-Type: text/html"))
    assert list(found.cut) == ["html", "text"]
