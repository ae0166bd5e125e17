"""The mail catcher of development."""
