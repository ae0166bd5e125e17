"""Files that a scanner looks at before they open: claimed, brought to it, its verdict told to everybody."""
