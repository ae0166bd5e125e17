"""Inquiries that a person is to look at before they become tickets."""

from shared.migrations.statements import written_beside

revision = "widget_0008"
down_revision = "widget_0007"

upgrade, downgrade = written_beside(__file__)
