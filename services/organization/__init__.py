"""People, groups and tasks: who may sign in, and what the team works on beside tickets."""
