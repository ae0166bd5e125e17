"""`helpdesk dead-letters`: see what was given up, send it again, or forget it."""

from pathlib import Path
from uuid import UUID

from rich.table import Column, Table
from rich.text import Text

from services.commands.running import session_of
from services.commands.tables import paper
from shared import dead_letters
from shared.errors import NotFound
from shared.routes import SERVICES

console = paper()


async def list_page(limit: int, after: UUID | None) -> None:
    """A table of what waits in all services, oldest first, and how to see the rest."""
    found: list[tuple[str, dead_letters.DeadLetter]] = []
    for service in SERVICES:
        async with session_of(service) as session:
            found += [
                (service, letter)
                for letter in await dead_letters.list_dead_letters(session, limit + 1, after)
            ]
    found.sort(key=lambda each: each[1].id)
    table = Table("Service", Column("Id", no_wrap=True), "Queue", "Event", "Reason", "Failed at")
    for service, letter in found[:limit]:
        failed = f"{letter.failed_at:%Y-%m-%d %H:%M:%S}"
        cells = (service, str(letter.id), letter.queue, letter.name, letter.reason, failed)
        table.add_row(*map(Text, cells))
    console.print(table if table.row_count else "No dead letters.")
    if len(found) > limit:
        _say(f"There are more: helpdesk dead-letters list --after {found[limit - 1][1].id}")


async def show(letter_id: UUID) -> None:
    """All that is known of one."""
    _, letter = await _find(letter_id)
    for name in ("queue", "name", "event_id", "reason", "failed_at", "replayed_at", "headers"):
        _say(f"{name:12} {getattr(letter, name)}")
    _say(letter.detail)
    _say(letter.body.decode("utf-8", "replace"))


async def replay(letter_id: UUID, body: Path | None) -> None:
    """Send one again to the queue it failed in."""
    mended = body.read_bytes() if body else None  # noqa: ASYNC240 one small file, nothing else waits
    service, letter = await _find(letter_id)
    async with session_of(service) as session, session.begin():
        await dead_letters.replay(session, letter_id, mended)
    _say(f"{letter.name} goes to {letter.queue} again.")


async def discard(letter_id: UUID) -> None:
    """Forget one."""
    service, _ = await _find(letter_id)
    async with session_of(service) as session, session.begin():
        await dead_letters.discard(session, letter_id)
    _say("Forgotten.")


def _say(text: str) -> None:
    console.print(text, markup=False, highlight=False, soft_wrap=True)


async def _find(letter_id: UUID) -> tuple[str, dead_letters.DeadLetter]:
    for service in SERVICES:
        async with session_of(service) as session:
            try:
                return service, await dead_letters.get_dead_letter(session, letter_id)
            except NotFound:
                continue
    raise NotFound(f"no service has a dead letter {letter_id}: see `helpdesk dead-letters list`")
