"""`make bench`: figures, each with its comparison in the same run."""
