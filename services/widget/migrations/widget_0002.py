"""All secrets within their grace, keys as fingerprints, files that were refused, whether the desk has a mailbox."""

from shared.migrations.statements import written_beside

revision = "widget_0002"
down_revision = "widget_0001"

upgrade, downgrade = written_beside(__file__)
