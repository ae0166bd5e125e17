"""What the modules of tables have in common."""

from sqlalchemy import MetaData
from sqlalchemy.orm import registry

metadata = MetaData()
mapper = registry(metadata=metadata)
