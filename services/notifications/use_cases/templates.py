"""The words of a desk's mails."""

from uuid import UUID

from services.notifications.domain.own_template import OwnTemplate
from services.notifications.uow import NotificationsUow
from shared.contracts.mail_variables import MailKind
from shared.seen import WHATEVER, Seen


async def write_template(
    uow: NotificationsUow, desk_id: UUID, kind: MailKind, words: tuple[str, str], seen: Seen = WHATEVER
) -> OwnTemplate:
    """Replace the desk's subject and body of one kind of mail."""
    found = await uow.template(desk_id, kind)
    seen.check(found.version if found else 0)
    template = found or OwnTemplate(desk_id=desk_id, kind=kind)
    template.write(*words)
    if found is None:
        uow.add(template)
    await uow.save()
    return template


async def reset_template(uow: NotificationsUow, desk_id: UUID, kind: MailKind, seen: Seen = WHATEVER) -> None:
    """Use the default words of the desk's language again; where they are in use that is no change."""
    found = await uow.template(desk_id, kind)
    seen.check(found.version if found else 0)
    if found:
        await uow.session.delete(found)
