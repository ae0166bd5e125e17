"""The rules of people, groups and tasks: pure, without database, network or clock."""
