"""Every ticket's desk, who made a task and who does it, and which token another was made with."""

from shared.migrations.statements import written_beside

revision = "organization_0002"
down_revision = "organization_0001"

upgrade, downgrade = written_beside(__file__)
