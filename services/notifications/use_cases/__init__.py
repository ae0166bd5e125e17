"""All that can be asked of notifications, by noun."""
