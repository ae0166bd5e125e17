"""The `helpdesk` command: hears a signal before it loads anything that takes time."""

import signal
import sys


def main() -> None:
    """The command's entry point."""
    # Until the work hears signals by itself there is nothing to stop: the end is a good one all the same.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    from services.commands.words import app

    app(prog_name="helpdesk")


if __name__ == "__main__":
    main()
