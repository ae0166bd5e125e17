"""Links that took the place of first ones, and lead nowhere."""

from shared.migrations.statements import written_beside

revision = "widget_0009"
down_revision = "widget_0008"

upgrade, downgrade = written_beside(__file__)
