"""Files that wait for the scanner."""

from sqlalchemy import BigInteger, Column, Index, Text, func

from services.notifications.tables.base import table
from shared.columns import flags, instant, key, numbers, texts

files_to_check = table(
    "files_to_check",
    key("object_key", of=Text),
    Column("size", BigInteger, nullable=False),
    *numbers("attempts", server_default="0"),
    instant("next_attempt_at", nullable=False, server_default=func.clock_timestamp()),
    instant("leased_until"),
    *texts("reason", server_default="", comment="why the last try came to nothing"),
    *flags("found", server_default="false", comment="its verdict is told, its bytes are to be removed"),
)
Index("files_to_check_due", files_to_check.c.next_attempt_at)
