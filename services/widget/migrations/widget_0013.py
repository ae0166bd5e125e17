"""Merged tickets, and such as have left a desk, are found."""

from shared.migrations.statements import written_beside

revision = "widget_0013"
down_revision = "widget_0012"

upgrade, downgrade = written_beside(__file__)
