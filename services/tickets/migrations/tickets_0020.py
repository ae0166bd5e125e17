"""Requesters as persons, with several addresses each."""

from shared.migrations.statements import written_beside

revision = "tickets_0020"
down_revision = "tickets_0019"

upgrade, downgrade = written_beside(__file__)
