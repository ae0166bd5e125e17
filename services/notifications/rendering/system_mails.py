"""Mails of the installation itself, in words by key: nobody edits them."""

from collections.abc import Mapping
from html import escape
from typing import Literal

from services.notifications.domain.headers import one_line
from services.notifications.rendering.mails import Look, Mail, framed
from shared.contracts.organization import SystemMail
from shared.language import language_named

NAME, COLOR = "Helpdesk", "petrol"
CODE: Literal["my_tickets_code"] = "my_tickets_code"
MARK = "\ue000"
"""Stands for the link until the words around it are escaped."""


def system_mail(
    kind: SystemMail | Literal["my_tickets_code"], language: str, values: Mapping[str, str]
) -> Mail:
    """The mail of `kind`; `values` are words of people and codes, and maybe `link`, which alone becomes a link."""
    spoken = language_named(language)
    clean = {name: one_line(value).replace(MARK, "") for name, value in values.items()}
    subject = one_line(spoken.say(f"system_mail.{kind}.subject", **clean))
    text = spoken.say(f"system_mail.{kind}.body", **clean)
    words = escape(spoken.say(f"system_mail.{kind}.body", **clean | {"link": MARK}))
    address = escape(clean.get("link", ""))
    link = f'<a href="{address}">{address}</a>'
    inner = (
        "<p>" + words.strip().replace("\n\n", "</p><p>").replace("\n", "<br>").replace(MARK, link) + "</p>"
    )
    return Mail(subject, text, framed(subject, inner, Look(NAME, COLOR, spoken.tag)), inner)
