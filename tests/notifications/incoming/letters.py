"""Mails as people send them, as bytes."""

from uuid import uuid4


def a_mail(
    subject: str = "Printer on fire",
    body: str = "It burns.",
    sender: str = "Rita <rita@example.com>",
    to: str = "support@example.com",
    message_id: str = "",
    **headers: str,
) -> bytes:
    """One plain mail; keyword arguments are further headers, `_` for `-`."""
    named = {
        "From": sender,
        "To": to,
        "Subject": subject,
        "Date": "Sun, 29 Nov 2026 10:00:00 +0100",
        "Message-ID": message_id or f"<{uuid4()}@client.example>",
        "MIME-Version": "1.0",
        "Content-Type": "text/plain; charset=utf-8",
        **{name.replace("_", "-"): value for name, value in headers.items()},
    }
    head = "\r\n".join(f"{name}: {value}" for name, value in named.items())
    return f"{head}\r\n\r\n{body}\r\n".encode()
