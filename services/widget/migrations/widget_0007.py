"""What customers say of their ticket's status, links in the place of first ones, how long links work."""

from shared.migrations.statements import written_beside

revision = "widget_0007"
down_revision = "widget_0006"

upgrade, downgrade = written_beside(__file__)
