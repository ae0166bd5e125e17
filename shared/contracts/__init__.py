"""The events each service speaks: all that the other services may know of it."""
