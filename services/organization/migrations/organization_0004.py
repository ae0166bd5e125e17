"""Ties that were asked for, which are this service's own, leave the copy of ties that were told.

Rows of ties that nobody has told of yet go, and with the next version the column goes, too (`RETIRED`). What a process
of the version before asks for meanwhile comes as a tie all the same; only its mark "on its way" is not seen here.
"""

from shared.migrations.statements import written_beside

revision = "organization_0004"
down_revision = "organization_0003"

upgrade, downgrade = written_beside(__file__)
