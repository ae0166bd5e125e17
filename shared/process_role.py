"""What a process does; in a module of its own, because the command line knows the word before it loads any service."""

from enum import StrEnum


class Role(StrEnum):
    """What a process does for its service."""

    WEB = "web"
    WORKER = "worker"
    BOTH = "both"
