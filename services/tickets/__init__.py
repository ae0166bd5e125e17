"""The tickets service: desks, tickets, what is written on them, and all lists of them."""
