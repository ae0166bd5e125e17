"""All that can be asked of the organization."""
