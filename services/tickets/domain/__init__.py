"""The rules of tickets and desks: pure, without database, network or clock."""
