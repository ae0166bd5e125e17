"""The scheduler service: promises about instants."""
