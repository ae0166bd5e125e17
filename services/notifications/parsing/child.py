"""What the child process of `shared/confined.py` runs: bytes of a mail in, JSON out, and its files behind that if asked.

Answers of `unpack` are frames, each a length of eight bytes and so many bytes: the JSON, then the files in its order.
"""

import json
from dataclasses import asdict

from services.notifications.parsing.charsets import decode
from services.notifications.parsing.frames import framed
from services.notifications.parsing.mail import ParsedMail
from services.notifications.parsing.reading import parse

# The first guess at a charset loads its tables: that is done before the first mail comes.
decode(b"D\xe9j\xe0 vu \xe0 la gare")


def describe(content: bytes) -> bytes:
    """The mail as one line of JSON; raises ValueError for one that is refused."""
    return _json(parse(content))


def unpack(content: bytes) -> bytes:
    """The mail as JSON, and the contents of its files; raises ValueError for one that is refused."""
    mail = parse(content)
    return b"".join(framed([_json(mail), *(each.content for each in mail.attachments)]))


def _json(mail: ParsedMail) -> bytes:
    # What is known of automatic mails and bounces are dataclasses of their own.
    return json.dumps(mail.shown, ensure_ascii=False, default=asdict).encode("utf-8", "replace")
