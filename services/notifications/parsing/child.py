"""What the child process of `shared/confined.py` runs: bytes of a mail in, JSON out, and its files behind that if asked.

Answers of `unpack` are frames, each a length of eight bytes and so many bytes: the JSON, then the files in its order.
"""

import json
from collections.abc import Mapping

from services.notifications.parsing.charsets import decode
from services.notifications.parsing.frames import framed
from services.notifications.parsing.reading import parse

# The first guess at a charset loads its tables: that is done before the first mail comes.
decode(b"D\xe9j\xe0 vu \xe0 la gare")


ENDS_OF_LINES = {ord(sign): f"\\u{ord(sign):04x}" for sign in "\x85\u2028\u2029"}
"""Signs that JSON allows inside a text, and at which many programs end a line (Unicode, UAX 14)."""


def describe(content: bytes) -> bytes:
    """The mail as one line of JSON; raises ValueError for one that is refused."""
    return _json(parse(content).shown)


def unpack(content: bytes) -> bytes:
    """The mail as JSON with its `headers`, and the contents of its files; raises ValueError for one that is refused."""
    mail = parse(content)
    shown = mail.shown | {"headers": list(mail.headers)}
    return b"".join(framed([_json(shown), *(each.content for each in mail.attachments)]))


def _json(shown: Mapping[str, object]) -> bytes:
    line = json.dumps(shown, ensure_ascii=False)
    return line.translate(ENDS_OF_LINES).encode("utf-8", "replace")
