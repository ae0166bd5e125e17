"""`make fuzz`: mails that nobody means to write, read by the real child processes."""
