"""A template as it will look in a mail, with sample values."""

from services.notifications.domain.templates import Template
from services.notifications.rendering.mails import Look, Mail, render_mail
from shared.contracts.mail_variables import MailKind


def preview(kind: MailKind, template: Template, look: Look, public_url: str) -> Mail:
    """The mail that this subject and body would make."""
    return render_mail(kind, template, sample_values(look.desk_name, public_url), look)


def sample_values(desk_name: str, public_url: str) -> dict[str, str]:
    """What a preview fills in."""
    return {
        "ticket_number": "SUP-2026-2431",
        "ticket_title": "Invoices are missing the bank account line",
        "ticket_url": f"{public_url}/helpdesk/ticket/sample",
        "desk_name": desk_name,
        "requester_name": "Ingrid Halvorsen",
        "comment_content": "You don’t need to send anything again.\n\nOnce the fix is out, we re-issue the invoices.",
        "agent_name": "Marta Wolska",
    }
