"""All that can be asked of the tickets service."""
