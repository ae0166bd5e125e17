"""Fields of a desk's own, and what tickets hold for them."""

from shared.migrations.statements import written_beside

revision = "tickets_0012"
down_revision = "tickets_0011"

upgrade, downgrade = written_beside(__file__)
