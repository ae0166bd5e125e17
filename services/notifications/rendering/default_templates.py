"""The templates of a desk that has not written its own, in its language."""

from services.notifications.domain.templates import Template
from shared.contracts.mail_variables import MailKind
from shared.language import language_named


def default_template(kind: MailKind, language: str) -> Template:
    """The template a desk of this language begins with; English where there is none."""
    say = language_named(language).say
    return Template(say(f"mail.{kind}.subject"), say(f"mail.{kind}.body"))


def neutral_template(language: str) -> Template:
    """The mail about a new ticket for addresses that nobody proved: no word of the visitor, so nobody mails by our hand."""
    say = language_named(language).say
    return Template(say("mail.nobody_proved.subject"), say("mail.nobody_proved.body"))
