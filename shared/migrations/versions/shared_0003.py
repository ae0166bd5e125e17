"""What somebody may do, as it was told beside their role."""

from alembic import op

revision = "shared_0003"
down_revision = "shared_0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add it; rows of before, and those an older process writes, are of the four roles, which say it by themselves."""
    op.execute("ALTER TABLE known_people ADD COLUMN permissions jsonb NOT NULL DEFAULT '[]'")
    op.execute("COMMENT ON COLUMN known_people.permissions IS 'as told beside the role'")


def downgrade() -> None:
    """Take it away."""
    op.execute("ALTER TABLE known_people DROP COLUMN permissions")
