"""What the modules of tables have in common."""

from sqlalchemy import MetaData

metadata = MetaData()
