"""The words of a desk's mails."""

from services.notifications.domain.own_template import OwnTemplate, TemplateKey
from services.notifications.uow import NotificationsUow
from shared.seen import WHATEVER, Seen


async def write_template(
    uow: NotificationsUow, key: TemplateKey, words: tuple[str, str], seen: Seen = WHATEVER
) -> OwnTemplate:
    """Replace the desk's subject and body of one kind of mail in one language."""
    found = await uow.template(key)
    seen.check(found.version if found else 0)
    template = found or OwnTemplate(**key._asdict())
    template.write(*words)
    if found is None:
        uow.add(template)
    await uow.save()
    return template


async def reset_template(uow: NotificationsUow, key: TemplateKey, seen: Seen = WHATEVER) -> None:
    """Use the default words of the language again; where they are in use that is no change."""
    found = await uow.template(key)
    seen.check(found.version if found else 0)
    if found:
        await uow.session.delete(found)
