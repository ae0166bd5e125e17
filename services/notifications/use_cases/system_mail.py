"""Mails of the installation itself: to people of the team, about their own way in."""

from typing import Any

import structlog

from services.notifications.domain.delivery_state import DeliveryState
from services.notifications.domain.threading import message_id
from services.notifications.rendering.system_mails import system_mail
from services.notifications.uow import NotificationsUow
from shared.contracts.organization import MailRequested
from shared.telemetry import current_headers

log = structlog.get_logger()
NO_SERVER = "not sent: HELPDESK_SMTP_URL is not set"


async def queue_system_mail(uow: NotificationsUow, event: MailRequested) -> None:
    """Queue one mail per request; where the operator has named no server it is noted as failed, and said."""
    post = uow.own_post
    values = event.values.model_dump() | {"link": post.sealer.open_text(event.values.link)}
    mail = system_mail(event.kind, event.language, values)
    problem = "" if post.sender else NO_SERVER
    row = _about(uow, event, problem) | {
        "subject": mail.subject,
        # What is not sent needs no words; what is has a link in them that lets somebody in.
        "text": "" if problem else uow.sealer.seal_text(mail.text),
        "html": "" if problem else uow.sealer.seal_text(mail.html),
        "message_id": message_id(event.request_id, post.sender or "helpdesk@localhost"),
        "in_reply_to": "",
        "references": "",
    }
    if await uow.queue([row]) and problem:
        log.error("system_mail_not_sent", kind=event.kind, reason=problem, delivery_id=str(event.request_id))


def _about(uow: NotificationsUow, event: MailRequested, problem: str) -> dict[str, Any]:
    return {
        "id": event.request_id,
        "kind": event.kind,
        "recipient": event.to,
        "headers": uow.causes.get(event.event_id) or current_headers(),
        "state": DeliveryState.FAILED if problem else DeliveryState.QUEUED,
        "reason": problem,
        "next_attempt_at": uow.now,
        "created_at": uow.now,
        "changed_at": uow.now if problem else None,
    }
