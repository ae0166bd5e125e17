"""Words that searches find, in a table of their own."""

from shared.migrations.statements import written_beside

revision = "tickets_0014"
down_revision = "tickets_0013"

upgrade, downgrade = written_beside(__file__)
