"""The templates of a desk that has not written its own, in the languages the project speaks."""

from typing import NamedTuple

from shared.contracts.mail_variables import MailKind


class Template(NamedTuple):
    """Subject and body of one mail."""

    subject: str
    body: str


DEFAULTS: dict[str, dict[MailKind, Template]] = {
    "en": {
        "ticket_created": Template(
            "[{{ticket_number}}] {{ticket_title}}",
            "Hello,\n\n"
            "we have received your inquiry “{{ticket_title}}”. Its number is {{ticket_number}}.\n\n"
            "You can follow it and add to it here:\n{{ticket_url}}\n\n"
            "{{desk_name}}",
        ),
        "comment_added": Template(
            "Re: [{{ticket_number}}] {{ticket_title}}",
            "{{comment_content}}\n\n"
            "{{agent_name}}\n{{desk_name}}\n\n"
            "The whole conversation and your answer: {{ticket_url}}",
        ),
    },
    "pl": {
        "ticket_created": Template(
            "[{{ticket_number}}] {{ticket_title}}",
            "Dzień dobry,\n\n"
            "otrzymaliśmy zgłoszenie „{{ticket_title}}”. Jego numer to {{ticket_number}}.\n\n"
            "Zgłoszenie można śledzić i uzupełniać tutaj:\n{{ticket_url}}\n\n"
            "{{desk_name}}",
        ),
        "comment_added": Template(
            "Re: [{{ticket_number}}] {{ticket_title}}",
            "{{comment_content}}\n\n"
            "{{agent_name}}\n{{desk_name}}\n\n"
            "Cała rozmowa i miejsce na odpowiedź: {{ticket_url}}",
        ),
    },
}

NEUTRAL: dict[str, Template] = {
    "en": Template(
        "[{{ticket_number}}] Your inquiry",
        "Hello,\n\n"
        "an inquiry with this address was received. Its number is {{ticket_number}}.\n\n"
        "You can follow it here:\n{{ticket_url}}\n\n"
        "If it is not yours, you need not do anything.\n\n"
        "{{desk_name}}",
    ),
    "pl": Template(
        "[{{ticket_number}}] Zgłoszenie",
        "Dzień dobry,\n\n"
        "otrzymaliśmy zgłoszenie z tym adresem. Jego numer to {{ticket_number}}.\n\n"
        "Zgłoszenie można śledzić tutaj:\n{{ticket_url}}\n\n"
        "Jeśli to pomyłka, nie trzeba nic robić.\n\n"
        "{{desk_name}}",
    ),
}
"""For addresses that nobody proved: no word of the visitor, so that nobody mails by our hand."""


def default_template(kind: MailKind, language: str) -> Template:
    """The template a desk of this language begins with; English where there is none."""
    return DEFAULTS[_spoken(language)][kind]


def neutral_template(language: str) -> Template:
    """The mail about a new ticket without a word of who asked for it."""
    return NEUTRAL[_spoken(language)]


def _spoken(language: str) -> str:
    base = language.split("-")[0].lower()
    return base if base in DEFAULTS else "en"
