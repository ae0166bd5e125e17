"""A visitor hands in an inquiry, or a file that one will name."""

from dataclasses import replace

from services.widget.intake.inquiries import Asked, check_files, inquiry_of, objection_to
from services.widget.intake.reception import Reception, Sent
from services.widget.intake.storing import Receipt
from services.widget.intake.uploads import marks, uploader
from services.widget.queries.desks import WidgetDesk
from shared.clock import utc_now
from shared.contracts.parts import Attachment
from shared.files import Upload


async def submit(reception: Reception, desk: WidgetDesk, asked: Asked, sent: Sent) -> Receipt:
    """Accept an inquiry with its files; the same once more is answered as it was then."""
    await reception.limits.inquiry(sent.network, desk.id)
    inquiry = inquiry_of(asked, desk, utc_now(), sent.key, sent.network)
    asked_files = (*map(str, asked.file_ids), *await marks(sent.uploads))
    inquiry = replace(inquiry, asked_files=asked_files)
    objection = sent.objection or objection_to(asked, desk)
    # Before the desk is judged. Where nothing can be said against it, storing it finds out by itself.
    if (objection or asked_files) and (earlier := await reception.intake.earlier(inquiry)):
        return earlier
    if objection:
        raise objection
    if not asked_files:
        return await reception.intake.accept(inquiry)
    brought = await reception.bring(desk, sent, len(asked.file_ids))
    inquiry = replace(inquiry, files=(*asked.file_ids, *brought.ids), refused_files=brought.refused)
    return await reception.intake.accept_with_files(inquiry, uploader(desk))


async def keep_file(reception: Reception, desk: WidgetDesk, upload: Upload, network: str) -> Attachment:
    """Keep one file as a draft, until an inquiry or a comment names it."""
    check_files(desk)
    await reception.limits.files(network, 1)
    return await reception.uploads.keep(desk, upload)
