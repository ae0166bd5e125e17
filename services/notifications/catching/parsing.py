"""What the catcher shows of a mail, read by the parser of arriving mails; runs in a child process on any bytes."""

import json

from services.notifications.parsing.reading import parse as read


def parse(content: bytes) -> bytes:
    """The mail's headers, text and HTML as JSON; the HTML as it was sent, for the page frames it."""
    mail = read(content)
    headers: dict[str, str] = {}
    for name, value in mail.headers:
        headers.setdefault(name, value)
    return json.dumps({"headers": headers, "text": mail.text, "html": mail.original_html}).encode()
