"""What customers gave for the fields of a desk's own."""

from shared.migrations.statements import written_beside

revision = "widget_0011"
down_revision = "widget_0010"

upgrade, downgrade = written_beside(__file__)
