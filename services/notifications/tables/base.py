"""What the modules of tables have in common."""

from sqlalchemy import MetaData
from sqlalchemy.orm import registry

from shared.columns import tables_in

metadata = MetaData()
table = tables_in(metadata)
mapper = registry(metadata=metadata)
