"""Mails of strangers, read: bytes in, what stands in them out; pure, bounded, and run in a child process only."""
