"""Agents' pages of the widget."""
