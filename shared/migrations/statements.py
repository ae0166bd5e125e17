"""Several statements of one migration, one after the other: the driver prepares each by itself."""

from alembic import op


def run_all(statements: str) -> None:
    """Run statements that each end with a semicolon at the end of a line."""
    for statement in statements.split(";\n"):
        if statement.strip():
            op.execute(statement)
