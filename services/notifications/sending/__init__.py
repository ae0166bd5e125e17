"""Outgoing mail: claimed, written, offered, marked, handed over, its outcome noted."""
