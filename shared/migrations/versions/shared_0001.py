"""Outbox, events archive, inbox, parked, dead letters, idempotency keys, files, people."""

from shared.migrations.statements import written_beside

revision = "shared_0001"
down_revision = None
branch_labels = ("shared",)

upgrade, downgrade = written_beside(__file__)
