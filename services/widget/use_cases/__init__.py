"""All that can be asked of the widget service."""
