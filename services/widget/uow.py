"""The widget service's unit of work."""

from shared.database import Database
from shared.secrets import Sealer
from shared.uow import UnitOfWork


class WidgetUow(UnitOfWork):
    """Knows how to seal what must not be read in the database."""

    def __init__(self, database: Database, sealer: Sealer) -> None:
        super().__init__(database)
        self.sealer = sealer
