"""How mail clients mark what they repeat: words of many languages as data, and what reads them."""
