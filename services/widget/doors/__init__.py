"""What the doors share: what may come in, how it is read, from which websites, and what routes ask for."""
