"""Uploads that go on after a cut line."""

from shared.migrations.statements import written_beside

revision = "widget_0010"
down_revision = "widget_0009"

upgrade, downgrade = written_beside(__file__)
