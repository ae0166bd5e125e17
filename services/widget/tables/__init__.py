"""What the widget service keeps: its own data, and copies of what others told. No table holds both."""

from services.widget.tables import copies, own
from services.widget.tables.base import metadata
from services.widget.tables.retired import RETIRED

__all__ = ["RETIRED", "copies", "metadata", "own"]
