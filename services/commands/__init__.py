"""The subcommands of `helpdesk`."""
