"""A visitor hands in an inquiry, or a file that one will name."""

from collections.abc import Sequence
from dataclasses import replace
from uuid import UUID

from services.widget.intake.guard import NOTHING_AGAINST_IT
from services.widget.intake.inquiries import Asked, check_files, inquiry_of, objection_to
from services.widget.intake.inquiry import Inquiry
from services.widget.intake.reception import Reception, Sent
from services.widget.intake.storing import Receipt
from services.widget.intake.uploads import marks, uploader
from services.widget.queries.desks import WidgetDesk
from shared.clock import utc_now
from shared.contracts.parts import Attachment
from shared.files import Upload


async def submit(reception: Reception, desk: WidgetDesk, asked: Asked, sent: Sent) -> Receipt:
    """Accept an inquiry with its files; the same once more is answered as it was then.

    Raises ProofNeeded where a puzzle is to be solved first; what is doubtful is accepted and kept for people.
    """
    await reception.limits.inquiry_from(sent.network)
    inquiry = inquiry_of(asked, desk, utc_now(), sent.key, sent.network)
    asked_files = (*map(str, asked.file_ids), *await marks(sent.uploads))
    if asked_files:
        inquiry = replace(inquiry, asked_files=asked_files)
    objection = sent.objection or objection_to(asked, desk)
    verdict = NOTHING_AGAINST_IT
    if objection is None:
        verdict = await reception.guard.judge(desk.id, inquiry, asked, sent.can_prove)
        objection = verdict.objection
    # Before the desk is judged. Where nothing can be said against it, storing it finds out by itself.
    if (objection or verdict.doubt or asked_files) and (earlier := await reception.intake.earlier(inquiry)):
        return earlier
    if objection:
        raise objection
    await reception.limits.inquiry_on(desk.id, in_doubt=verdict.doubt is not None)
    if verdict.doubt:
        inquiry = replace(inquiry, doubt=verdict.doubt)
    await reception.yielding.give_way()
    return await _store(reception, desk, inquiry, asked.file_ids, sent)


async def _store(
    reception: Reception, desk: WidgetDesk, inquiry: Inquiry, drafts: Sequence[UUID], sent: Sent
) -> Receipt:
    if not inquiry.asked_files:
        return await reception.intake.accept(inquiry)
    brought = await reception.bring(desk, sent, len(drafts))
    inquiry = replace(inquiry, files=(*drafts, *brought.ids), refused_files=brought.refused)
    return await reception.intake.accept_with_files(inquiry, uploader(desk.id))


async def keep_file(reception: Reception, desk: WidgetDesk, upload: Upload, network: str) -> Attachment:
    """Keep one file as a draft, until an inquiry or a comment names it."""
    check_files(desk)
    await reception.limits.files(network, desk.id, 1)
    return await reception.uploads.keep(desk, upload)
