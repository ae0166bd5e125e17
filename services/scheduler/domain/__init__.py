"""The rules of timers: pure, without database, network or clock."""
