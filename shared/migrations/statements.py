"""A migration's SQL: several statements, one after the other; the driver prepares each by itself."""

from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path

from alembic import op

Step = Callable[[], None]


def written_beside(migration: str) -> tuple[Step, Step]:
    """A migration's `upgrade` and `downgrade`, where `<its name>_up.sql` and `<its name>_down.sql` say it all."""
    place = Path(migration)
    up, down = (partial(run_file, place.with_name(f"{place.stem}_{way}.sql")) for way in ("up", "down"))
    return up, down


def run_file(script: Path) -> None:
    """Run what the file says."""
    run_all(script.read_text())


def comment(columns: Mapping[str, str]) -> None:
    """Say what is in columns; each is named `table.column`."""
    for column, words in columns.items():
        op.alter_column(*column.split("."), comment=words)


def carry_over(function: str, when: str, *only: str) -> None:
    """Let `function` carry what changes to the tables of another version; `when` says of which table, `only` of which rows.

    What a trigger writes fires none: so no change is carried back.
    """
    of_rows = " AND ".join((*only, "pg_trigger_depth() = 0"))
    op.execute(
        f"CREATE TRIGGER {function} {when} FOR EACH ROW WHEN ({of_rows}) EXECUTE FUNCTION {function}()"
    )


def run_all(statements: str, end: str = ";\n") -> None:
    """Run statements that each end with a semicolon at the end of a line, or with `end`."""
    for statement in statements.split(end):
        if statement.strip():
            op.execute(statement)
