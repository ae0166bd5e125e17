"""Desks that hand their tickets out, and who may see a single ticket of a desk that is not theirs."""

from shared.migrations.statements import written_beside

revision = "tickets_0018"
down_revision = "tickets_0017"

upgrade, downgrade = written_beside(__file__)
