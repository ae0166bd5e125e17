"""Pages for customers: one ticket behind its public link, and a demo website."""
