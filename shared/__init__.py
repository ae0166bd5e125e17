"""What every service stands on: contracts, bus, outbox, inbox, unit of work, web basics, panel shell."""
