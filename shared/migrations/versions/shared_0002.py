"""How often somebody did something; tries that killed a process; where and in which language a person lives."""

from shared.migrations.statements import written_beside

revision = "shared_0002"
down_revision = "shared_0001"

upgrade, downgrade = written_beside(__file__)
