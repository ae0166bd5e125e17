"""What each ticket last heard of each of its tasks, so that news can be told in steps and in any order."""

from shared.migrations.statements import written_beside

revision = "tickets_0005"
down_revision = "tickets_0004"

upgrade, downgrade = written_beside(__file__)
