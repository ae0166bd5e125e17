"""Mails of the installation itself: to people of the team, about their own way in, and to customers, about theirs."""

from typing import Any

import structlog

from services.notifications.domain.delivery import DeliveryKind
from services.notifications.domain.delivery_state import DeliveryState
from services.notifications.domain.threading import message_id
from services.notifications.rendering.mails import Mail
from services.notifications.rendering.system_mails import CODE, system_mail
from services.notifications.uow import NotificationsUow
from services.notifications.use_cases.strangers import LIMIT, Wanted, may_be_sent
from shared.contracts.organization import MailRequested
from shared.contracts.widget import CodeRequested
from shared.telemetry import current_headers

log = structlog.get_logger()
NO_SERVER = "not sent: HELPDESK_SMTP_URL is not set"


async def queue_system_mail(uow: NotificationsUow, event: MailRequested) -> None:
    """Queue one mail per request; where the operator has named no server it is noted as failed, and said."""
    values = event.values.model_dump() | {"link": uow.own_post.sealer.open_text(event.values.link)}
    await _queue(uow, event, event.kind, system_mail(event.kind, event.language, values))


async def queue_code(uow: NotificationsUow, event: CodeRequested) -> None:
    """The same for a code. It is sealed by the key that the widget has, too: no link to a password is."""
    values = {"desk": event.desk_name, "code": uow.sealer.open_text(event.code)}
    (may,) = await may_be_sent(uow, [Wanted(event.to, kind="code")])
    await _queue(uow, event, CODE, system_mail(CODE, event.language, values), "" if may else LIMIT)


async def _queue(
    uow: NotificationsUow,
    event: MailRequested | CodeRequested,
    kind: DeliveryKind,
    mail: Mail,
    objection: str = "",
) -> None:
    sender = uow.own_post.sender
    problem = objection if sender else NO_SERVER
    row = _about(uow, event, problem) | {
        "kind": kind,
        "subject": mail.subject,
        # What is not sent needs no words; what is has something in them that lets somebody in.
        "text": "" if problem else uow.sealer.seal_text(mail.text),
        "html": "" if problem else uow.sealer.seal_text(mail.html),
        "message_id": message_id(event.request_id, sender or "helpdesk@localhost"),
        "in_reply_to": "",
        "references": "",
    }
    if await uow.queue([row]) and problem:
        log.error("system_mail_not_sent", kind=kind, reason=problem, delivery_id=str(event.request_id))


def _about(uow: NotificationsUow, event: MailRequested | CodeRequested, problem: str) -> dict[str, Any]:
    return {
        "id": event.request_id,
        "recipient": event.to,
        "headers": uow.causes.get(event.event_id) or current_headers(),
        "state": DeliveryState.FAILED if problem else DeliveryState.QUEUED,
        "reason": problem,
        "next_attempt_at": uow.now,
        "created_at": uow.now,
        "changed_at": uow.now if problem else None,
    }
