"""The JSON doors, for visitors and for agents."""
