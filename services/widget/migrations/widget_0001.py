"""Desks with their widget settings, submissions, and the copy of what customers may see."""

from shared.migrations.statements import written_beside

revision = "widget_0001"
down_revision = None
branch_labels = ("widget",)

upgrade, downgrade = written_beside(__file__)
