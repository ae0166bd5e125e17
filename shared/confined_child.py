"""The child of `shared/confined.py`: binds itself, then answers one length-prefixed question after the other.

It imports the function it is to run and, beside the standard library, nothing else.
"""

import importlib
import os
import resource
import signal
import struct
import sys
from collections.abc import Callable
from pathlib import Path
from typing import BinaryIO

LENGTH = ">Q"
READY, WENT_WELL, REFUSED, FAILED = b"!", b"+", b"-", b"x"
"""How an answer begins: after the start, for an answer, for a ValueError, for anything else."""

MOST_FILES = 16
"""File descriptors: three pipes, and what a library opens for a moment."""

LONGEST_REASON = 300


def main(function: str, megabytes: str) -> None:
    """Answer until nobody asks any more."""
    # Whoever started it ends it: a Ctrl-C for all of the terminal must not cut an answer off.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    questions, answers = os.fdopen(os.dup(0), "rb"), os.fdopen(os.dup(1), "wb")
    # What a library prints must not stand among the answers.
    os.dup2(2, 1)
    module, _, name = function.partition(":")
    call = getattr(importlib.import_module(module), name)
    _bind(int(megabytes))
    _say(answers, READY, b"")
    while head := questions.read(struct.calcsize(LENGTH)):
        (length,) = struct.unpack(LENGTH, head)
        _answer(answers, call, questions.read(length))


def _bind(megabytes: int) -> None:
    """From here on so much more memory, few files, none written, and no core left behind."""
    most = _size_now() + megabytes * 1024 * 1024
    resource.setrlimit(resource.RLIMIT_AS, (most, most))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_NOFILE, (MOST_FILES, MOST_FILES))


def _size_now() -> int:
    """Bytes of address space that the interpreter and the function have taken so far."""
    return int(Path("/proc/self/statm").read_text().split()[0]) * resource.getpagesize()


def _answer(answers: BinaryIO, call: Callable[[bytes], bytes], given: bytes) -> None:
    try:
        made = call(given)
    except ValueError as error:
        _say(answers, REFUSED, str(error)[:LONGEST_REASON].encode("utf-8", "replace"))
    except BaseException as error:
        # Out of memory, too deep, or a mistake of ours: what is left of this process is not trusted.
        _say(answers, FAILED, type(error).__name__.encode())
        raise SystemExit(1) from None
    else:
        _say(answers, WENT_WELL, made)


def _say(answers: BinaryIO, how: bytes, what: bytes) -> None:
    answers.write(how + struct.pack(LENGTH, len(what)) + what)
    answers.flush()


if __name__ == "__main__":
    main(*sys.argv[1:])
