"""`helpdesk rebuild`: makes again what the writes keep for reading, while everything runs."""

from rich.console import Console

from services.commands.progress import progress_bar
from services.commands.running import database_of
from services.tickets.rebuilding import count_again, how_much, read_again

console = Console(stderr=True)


async def counters() -> None:
    """Count all tickets again."""
    async with database_of("tickets") as database:
        await count_again(database)
    console.print("All tickets are counted again.")


async def search() -> None:
    """Read all words again; shows how far it is."""
    async with database_of("tickets") as database:
        with progress_bar(console) as progress:
            task = progress.add_task("Words", total=await how_much(database))
            await read_again(database, lambda more: progress.advance(task, more))
    console.print("All words are read again.")
