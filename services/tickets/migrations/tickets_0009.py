"""When a requester last wrote and last asked for a status: what comes by two queues is judged by it."""

from shared.migrations.statements import written_beside

revision = "tickets_0009"
down_revision = "tickets_0008"

upgrade, downgrade = written_beside(__file__)
