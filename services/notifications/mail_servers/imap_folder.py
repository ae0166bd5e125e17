"""A folder of a mailbox, opened for reading its new mails in order."""

import re
from dataclasses import dataclass
from datetime import datetime, timedelta

from services.notifications.mail_servers.connecting import Reach, Server
from services.notifications.mail_servers.imap import Conversation, Line, Refused, folder_name, open_imap

LARGEST_MAIL = 30 * 1024 * 1024
"""Bytes of a mail that is fetched whole; of a larger one its beginning is."""

BEGINNING = 64 * 1024
STEP = 200
"""Mails whose sizes are asked for at once."""

MONTHS = (b"Jan", b"Feb", b"Mar", b"Apr", b"May", b"Jun", b"Jul", b"Aug", b"Sep", b"Oct", b"Nov", b"Dec")
WHEN = re.compile(rb'INTERNALDATE "([^"]+)"', re.IGNORECASE)
UID = re.compile(rb"UID (\d+)", re.IGNORECASE)
SIZE = re.compile(rb"RFC822\.SIZE (\d+)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Listed:
    """A mail in the folder, before it is fetched."""

    uid: int
    size: int
    arrived: datetime | None


class Folder:
    """An opened folder. `validity` is the generation that its uids belong to, `next_uid` what the next mail will get."""

    def __init__(self, conversation: Conversation, can_idle: bool, validity: int, next_uid: int) -> None:
        self._conversation = conversation
        self.can_idle = can_idle
        self.validity, self.next_uid = validity, next_uid

    @classmethod
    async def open(cls, server: Server, name: str, reach: Reach) -> "Folder":
        """Sign in and open `name`; raises Unreachable, or what `imap.TROUBLE` lists."""
        conversation = await open_imap(server, reach)
        try:
            able = b" ".join(line.text for line in await conversation.command(b"CAPABILITY")).upper()
            said = b"\n".join(line.text for line in await conversation.command(b"SELECT", folder_name(name)))
            validity, next_uid = _number(rb"UIDVALIDITY (\d+)", said), _number(rb"UIDNEXT (\d+)", said)
        except BaseException:
            conversation.close()
            raise
        return cls(conversation, b" IDLE" in able, validity, next_uid)

    async def uids_after(self, uid: int) -> list[int]:
        """The uids of all mails with a larger one, in order."""
        self._conversation.has_news = False
        found = _found(await self._conversation.command(b"UID SEARCH UID %d:*" % (uid + 1)))
        # `n:*` names the last mail also when its uid is smaller than n (RFC 9051, section 9).
        return sorted(each for each in found if each > uid)

    async def came_between(self, since: datetime, until: datetime) -> int | None:
        """The uid of the first mail that came after the second of `since`, up to `until`, by the server's clock."""
        first = None
        uids = await self._uids_since(since)
        for start in reversed(range(0, len(uids), STEP)):
            listed = await self.listed(uids[start : start + STEP])
            fresh = [each.uid for each in listed if _is_between(each.arrived, since, until)]
            if not fresh:
                break
            first = fresh[0]
        return first

    async def _uids_since(self, instant: datetime) -> list[int]:
        """The uids of the mails of that day and later, in order; days are the server's (RFC 9051, 6.4.4)."""
        day = instant - timedelta(days=1)
        named = b"%d-%s-%d" % (day.day, MONTHS[day.month - 1], day.year)
        return sorted(_found(await self._conversation.command(b"UID SEARCH SINCE " + named)))

    async def listed(self, uids: list[int]) -> list[Listed]:
        """What the server tells of some mails; one that was deleted meanwhile is left out."""
        wanted = b",".join(b"%d" % uid for uid in uids)
        lines = await self._conversation.command(b"UID FETCH " + wanted + b" (RFC822.SIZE INTERNALDATE)")
        found = {each.uid: each for each in map(_listed, (line.text for line in lines)) if each}
        return [found[uid] for uid in uids if uid in found]

    async def fetch(self, mail: Listed) -> bytes | None:
        """A mail's bytes, or the beginning of one that is too large; None when it is gone. It stays unread."""
        part = b"BODY.PEEK[]" if mail.size <= LARGEST_MAIL else b"BODY.PEEK[]<0.%d>" % BEGINNING
        for line in await self._conversation.command(b"UID FETCH %d (%s)" % (mail.uid, part)):
            if line.literals and _uid(line.text) == mail.uid:
                return line.literals[-1]
        return None

    async def mark_seen(self, uids: list[int]) -> None:
        """Say that they were read; a folder that nobody may write to stays as it is."""
        wanted = b",".join(b"%d" % uid for uid in uids)
        try:
            await self._conversation.command(b"UID STORE " + wanted + rb" +FLAGS.SILENT (\Seen)")
        except Refused:
            return

    async def until_news(self, at_most: float) -> None:
        """Wait until the server tells of something new, or so many seconds."""
        if not self._conversation.has_news:
            await self._conversation.idle(at_most)

    def close(self) -> None:
        """Close without a word."""
        self._conversation.close()


def _found(lines: list[Line]) -> set[int]:
    """The numbers in the answers to a search."""
    said = [line.text for line in lines if line.text.upper().startswith(b"* SEARCH")]
    return {int(word) for text in said for word in text.split()[2:] if word.isdigit()}


def _is_between(arrived: datetime | None, since: datetime, until: datetime) -> bool:
    return arrived is not None and since.replace(microsecond=0) < arrived <= until


def _listed(text: bytes) -> Listed | None:
    uid, size = _uid(text), SIZE.search(text)
    return Listed(uid, int(size[1]), _instant(WHEN.search(text))) if uid and size else None


def _uid(text: bytes) -> int | None:
    found = UID.search(text)
    return int(found[1]) if found else None


def _instant(found: re.Match[bytes] | None) -> datetime | None:
    try:
        return datetime.strptime(found[1].decode().strip(), "%d-%b-%Y %H:%M:%S %z") if found else None
    except ValueError:
        return None


def _number(pattern: bytes, said: bytes) -> int:
    found = re.search(pattern, said, re.IGNORECASE)
    if not found:
        raise Refused("the server does not number its mails: it is no IMAP4rev1 server")
    return int(found[1])
