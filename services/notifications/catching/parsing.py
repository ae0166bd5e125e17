"""What stands in a mail, read by the standard library; runs in a child process (`shared/confined.py`) on any bytes."""

import json
from email import message_from_bytes, policy
from email.message import EmailMessage

CANNOT = (RecursionError, ValueError, LookupError, AttributeError)
"""What the library raises over headers and parts that are wrong in themselves; the rest of the mail is still shown."""


def parse(content: bytes) -> bytes:
    """The mail's headers, text and HTML as JSON."""
    mail = message_from_bytes(content, policy=policy.default)
    assert isinstance(mail, EmailMessage)
    found = {"headers": _headers(mail), "text": _body(mail, "plain"), "html": _body(mail, "html")}
    return json.dumps(found).encode()


def _headers(mail: EmailMessage) -> dict[str, str]:
    found: dict[str, str] = {}
    for name, raw in mail.raw_items():
        try:
            found[name] = str(mail.policy.header_fetch_parse(name, raw))
        except CANNOT:
            found[name] = str(raw)
    return found


def _body(mail: EmailMessage, subtype: str) -> str:
    try:
        part = mail.get_body((subtype,))
        return str(part.get_content()).replace("\r\n", "\n") if part else ""
    except CANNOT as error:
        return f"({type(error).__name__}: this part cannot be read)"
