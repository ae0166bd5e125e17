"""What the widget service keeps."""

from services.widget.tables.own import metadata

__all__ = ["metadata"]
