"""A visitor brings a file that goes on after a cut line."""

from collections.abc import AsyncIterator
from dataclasses import dataclass

from services.widget.domain.errors import WrongOffset
from services.widget.intake.inquiries import check_files
from services.widget.intake.reception import Reception
from services.widget.intake.resumable import Started
from services.widget.queries.desks import WidgetDesk
from shared.files import FileTooLarge, checked_size


@dataclass(frozen=True, slots=True)
class Part:
    """Bytes that follow after the first `offset`: so many were `announced`, if any number was."""

    offset: int
    announced: int | None
    body: AsyncIterator[bytes]


async def begin_upload(
    reception: Reception, desk: WidgetDesk, name: str, size: int, network: str
) -> tuple[str, Started]:
    """A new upload and the secret part of its address; counted like a file that comes whole."""
    check_files(desk)
    checked_size(size, desk.max_file_bytes)
    await reception.limits.files(network, desk.id, 1)
    return await reception.resumable.begin(desk, name, size, network)


async def go_on(reception: Reception, desk: WidgetDesk, upload: Started, part: Part, network: str) -> int:
    """Let an upload grow; answers how long it is then. Raises WrongOffset, or FileTooLarge before any of it is read."""
    check_files(desk)
    checked_size(upload.size, desk.max_file_bytes)
    if part.offset != upload.received:
        raise WrongOffset(f"it goes on at {upload.received}")
    room = upload.size - part.offset
    if part.announced is not None and part.announced > room:
        raise FileTooLarge(f"{room} bytes are missing, and more were announced")
    await reception.limits.part(network, desk.id)
    await reception.limits.body(network, room if part.announced is None else part.announced)
    return await reception.resumable.append(upload, part.body)
