"""Migrations of the tables that every service keeps (shared/tables.py)."""
