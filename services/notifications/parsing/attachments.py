"""The files of a mail: parts, mails within the mail, what a winmail.dat holds, what stands encoded in the text."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from mimetypes import guess_type
from urllib.parse import unquote

from services.notifications.parsing.binhex import read_binhex
from services.notifications.parsing.charsets import decode
from services.notifications.parsing.decoding import take_files
from services.notifications.parsing.file_names import made_name, shown_name
from services.notifications.parsing.headers import read_head, skip_leading
from services.notifications.parsing.limits import MOST_FILES, MOST_OPENED
from services.notifications.parsing.mail import Attachment
from services.notifications.parsing.parts import UNKNOWN, Part
from services.notifications.parsing.tnef import read_tnef

MAILS = ("message/rfc822", "message/global", "message/x-outlook-msg")
TNEF = ("application/ms-tnef", "application/vnd.ms-tnef")
SHOWN_BY = re.compile(r"cid:([^\"'\s>)]{1,500})", re.IGNORECASE)
BINHEX = "application/mac-binhex40"
LOCATION_ENDS = re.compile(r"[?#]")
LONGEST_STEM = 100


def file_of(part: Part, number: int, shown: frozenset[str]) -> Attachment:
    """A part as a file; `shown` are the Content-IDs that the HTML shows."""
    inline = part.disposition.value == "inline" or (bool(part.content_id) and part.content_id in shown)
    name = _given(part) or _name(part, number)
    return Attachment(name, part.content_type, part.content, inline, part.content_id)


def _given(part: Part) -> str:
    """How the mail calls a file; '' when it does not."""
    return shown_name(part.named or _location(part))


def _location(part: Part) -> str:
    """The name of a file in its Content-Location (RFC 2557, 4.2)."""
    address = LOCATION_ENDS.split(part.head.raw("content-location"), maxsplit=1)[0].strip(" <>\"'")
    name = unquote(address.rpartition("/")[2]).strip()
    return name if "." in name else ""


def _name(part: Part, number: int) -> str:
    if part.content_type in MAILS and (subject := _subject(part.content)):
        return made_name(subject, part.content_type)
    return _described(part) or made_name(f"file-{number}", part.content_type)


def _described(part: Part) -> str:
    """A name from what the part is said to be (RFC 2045, 8); '' when nothing short is said."""
    said = shown_name(part.head.text("content-description").replace("/", "-").replace("\\", "-"))
    if not said or len(said) > LONGEST_STEM:
        return ""
    ending = made_name("", part.content_type)
    return (
        said if said.lower().endswith(ending) or guess_type(said)[0] == part.content_type else said + ending
    )


def _subject(mail: bytes) -> str:
    """What the mail within the mail is about: the name of its file."""
    head, _ = read_head(mail, skip_leading(mail), len(mail))
    return shown_name(head.text("subject").replace("/", "-").replace("\\", "-"))[:LONGEST_STEM]


def shown_ids(html: str) -> frozenset[str]:
    """The Content-IDs that `html` shows."""
    return frozenset(SHOWN_BY.findall(html))


def files_of(parts: Sequence[Part], html: str) -> list[Attachment]:
    """All files of the parts that are files, in their order."""
    shown = shown_ids(html)
    found: list[Attachment] = []
    opened = 0
    for part in parts:
        file = file_of(part, len(found) + 1, shown)
        if is_tnef(file) or file.content_type == BINHEX:
            opened += 1
            found += _opened(file, part) if opened <= MOST_OPENED else [file]
        else:
            found.append(file)
    return found[:MOST_FILES]


def _opened(packed: Attachment, part: Part) -> list[Attachment]:
    return unpacked(packed) if is_tnef(packed) else [_from_mac(packed, _given(part))]


def _from_mac(coded: Attachment, given: str) -> Attachment:
    """The file that a Mac encoded; itself when nothing can be read of it."""
    found = read_binhex(coded.content)
    if found is None:
        return coded
    name = given.removesuffix(".hqx") or shown_name(found.name) or coded.name
    return replace(coded, name=name, content_type=guess_type(name)[0] or UNKNOWN, content=found.content)


def is_tnef(file: Attachment) -> bool:
    """Whether Outlook packed files and words of its own into it."""
    return file.content_type in TNEF or file.name.lower() == "winmail.dat"


def unpacked(packed: Attachment) -> list[Attachment]:
    """What is in a winmail.dat; itself when nothing can be read of it."""
    found = read_tnef(packed.content)
    if found is None or not (found.files or found.text or found.html or found.rich):
        return [packed]
    return [
        Attachment(
            shown_name(file.name) or made_name(f"file-{number}", file.content_type or UNKNOWN),
            file.content_type or guess_type(file.name)[0] or UNKNOWN,
            file.content,
            bool(file.content_id),
            file.content_id,
        )
        for number, file in enumerate(found.files, 1)
    ]


def take_enclosed(part: Part, most: int) -> Iterator[Attachment]:
    """The files that stand between the lines of a text; the text is without them afterwards."""
    part.content, files = take_files(part.content, most)
    for number, file in enumerate(files, 1):
        name = shown_name(decode(file.name, part.stated.get("charset"))) or f"file-{number}.bin"
        yield Attachment(name, guess_type(name)[0] or UNKNOWN, file.content)
