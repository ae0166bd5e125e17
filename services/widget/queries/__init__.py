"""Reads: from SQL straight to what a door shows."""
