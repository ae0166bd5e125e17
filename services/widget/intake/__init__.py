"""Taking what strangers send: how much of it, under which keys, with which files, many in one transaction."""
