"""One-time links, by which a password is chosen."""

from shared.migrations.statements import written_beside

revision = "organization_0003"
down_revision = "organization_0002"

upgrade, downgrade = written_beside(__file__)
