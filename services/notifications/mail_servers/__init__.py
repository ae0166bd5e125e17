"""Other people's mail servers: which may be reached, and how to talk with them."""
