"""Mail that arrives: kept, read, and handed to the rule that says what becomes of it."""
