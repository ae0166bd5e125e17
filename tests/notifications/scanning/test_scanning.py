"""Files that were stored are brought to the scanner, and everybody is told what it said."""

from datetime import timedelta

import pytest

from services.notifications.scanning.loop import TRIES
from shared.contracts.notifications import FileChecked
from tests.clamd import BAD
from tests.notifications.scanning.conftest import brought, checked

LATER = timedelta(minutes=2)


async def check(mail, later: timedelta = timedelta()) -> None:
    mail.service.work.offset = later
    while await mail.service.web.state.scanning.check_due():
        pass


async def health(mail) -> dict:
    return await mail.service.tells()


async def test_each_file_gets_its_verdict_and_what_was_found_is_removed(mail):
    clean, bad = await brought(mail, b"fine"), await brought(mail, b"x" + BAD)
    await check(mail)
    told = {(clean, "clean", ""), (bad, "infected", "Helpdesk.Test.UNOFFICIAL")}
    assert set(await checked(mail)) == told
    assert (await mail.service.storage.get(clean)).size == 4
    with pytest.raises(FileNotFoundError):
        await mail.service.storage.get(bad)
    assert (await health(mail))["files_to_check"] == 0


async def test_while_the_scanner_is_away_files_wait_and_health_says_why(mail, scanner):
    await scanner.stop()
    key = await brought(mail, b"fine")
    await check(mail)
    assert await mail.said(FileChecked) == []
    told = await health(mail)
    assert (told["files_to_check"], told["degraded"]) == (1, True)
    assert "no connection" in told["scanner"]
    await scanner.start()
    await check(mail)
    assert await mail.said(FileChecked) == []
    await check(mail, LATER)
    assert await checked(mail) == [(key, "clean", "")]
    assert (await health(mail))["degraded"] is False


async def test_what_the_scanner_cannot_do_is_tried_ten_times_and_then_stays_closed(mail, scanner):
    scanner.says = "stream: Can't allocate memory ERROR"
    key = await brought(mail, b"fine")
    for number in range(TRIES + 2):
        await check(mail, LATER * number)
    assert scanner.asked == TRIES
    assert await checked(mail) == [(key, "unchecked", "stream: Can't allocate memory ERROR")]


async def test_a_death_between_the_verdict_and_the_removal_leaves_nothing_behind(mail, monkeypatch):
    bad = await brought(mail, BAD)

    async def dies(_):
        raise OSError("the storage is away")

    with monkeypatch.context() as broken:
        broken.setattr(mail.service.storage, "delete", dies)
        await check(mail)
    assert [verdict for _, verdict, _ in await checked(mail)] == ["infected"]
    assert (await mail.service.storage.get(bad)).size == len(BAD)
    await check(mail, LATER)
    with pytest.raises(FileNotFoundError):
        await mail.service.storage.get(bad)
    assert len(await checked(mail)) == 1


async def test_an_unused_file_that_was_tidied_away_is_not_waited_for(mail):
    key = await brought(mail, b"fine")
    await mail.service.storage.delete(key)
    await check(mail)
    assert await mail.said(FileChecked) == []
    assert (await health(mail))["files_to_check"] == 0
