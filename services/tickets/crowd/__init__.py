"""Tickets by the hundred thousand, invented, to see how lists, searches and counters do with that many."""
