"""The notifications service: mail to requesters, its settings, and what became of it."""
