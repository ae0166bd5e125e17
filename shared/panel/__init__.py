"""The panel's shell: layout, looks and small helpers every service renders its own pages in."""
