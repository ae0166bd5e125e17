"""Functions as a reader of strangers' bytes may turn out to be; imported by children alone."""

import os
import tempfile
import time


def pid(_: bytes) -> bytes:
    """Who answers."""
    return str(os.getpid()).encode()


def as_told(given: bytes) -> bytes:
    """Behave as the bytes say."""
    ways = {
        b"endless": lambda: time.sleep(3600),
        b"memory": lambda: len(bytearray(100 * 1024 * 1024)),
        b"deep": lambda: as_told(given),
        b"die": lambda: os.kill(os.getpid(), 9),
        b"exit": lambda: os._exit(0),
        b"file": _write,
        b"refuse": _refuse,
        b"slow": lambda: time.sleep(0.5) or b"slept",
        b"pid": lambda: pid(given),
        b"environment": lambda: repr(sorted(os.environ)).encode(),
        b"print": lambda: print("among the answers") or b"printed",
    }
    answer = ways.get(given, lambda: given)()
    return answer if isinstance(answer, bytes) else b""


def _write() -> None:
    with tempfile.TemporaryFile(buffering=0) as file:
        file.write(b"x")


def _refuse() -> bytes:
    raise ValueError("this is no mail")
