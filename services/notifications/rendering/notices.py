"""What a notice says: one sentence for lists, and a mail to a colleague in their own language."""

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

from services.notifications.domain.headers import one_line
from services.notifications.domain.notices import ANSWERED_INSIDE, ASSIGNEE, BY_NAME, MEMBER, NoticeKind
from services.notifications.domain.occurrences import Occurrence
from services.notifications.rendering.mails import Look, Mail, framed
from services.notifications.rendering.quoting import Quoted
from shared.contracts.parts import Attachment
from shared.language import Language
from shared.markup import clean_html, to_html

LONGEST_WORDS = 20_000
"""Characters of what was written that a mail tells; the ticket has all of it."""
LONGEST_SUBJECT = 200
CUT = "\n[…]"

SENTENCES = {
    NoticeKind.ASSIGNED: "notice.assigned",
    NoticeKind.CUSTOMER_REPLIED: "notice.customer_replied",
    NoticeKind.NOTE_ADDED: "notice.note_added",
    NoticeKind.MENTIONED: "notice.mentioned",
    NoticeKind.WOKEN: "notice.woken",
    NoticeKind.DELIVERY_FAILED: "notice.delivery_failed",
    NoticeKind.MAILBOX_SILENT: "notice.mailbox_silent",
    NoticeKind.MAILS_LIMITED: "notice.mails_limited",
}
WOKEN = {"task_done": "notice.woken_by_task", "agent": "notice.woken_by"}
"""Where the reason says more."""


@dataclass(frozen=True, slots=True)
class NoticeMail:
    """What a notice's mail is made of, beside what happened.

    `answered`: an answer to it comes back to the ticket. `before` is what was said last, where that helps.
    """

    look: Look
    url: str
    choices_url: str
    why: str
    group: str
    answered: bool
    before: Quoted | None = None


def sentence(kind: NoticeKind, by: str, group: str, detail: str, language: Language) -> str:
    """What happened, in a line."""
    key = SENTENCES[kind]
    if kind is NoticeKind.ASSIGNED and group:
        key = "notice.assigned_to_group"
    if kind is NoticeKind.WOKEN:
        key = WOKEN.get(detail, key)
    return language.say(key, name=by or language.say("notice.customer"), group=group, address=detail)


def render_notice(it: Occurrence, mail: NoticeMail, language: Language) -> Mail:
    """The mail: what happened, the words, where the ticket is, what an answer does, why it was sent."""
    head = sentence(it.kind, it.by.name, mail.group, it.detail, language)
    words = it.words.strip()
    whole = words if len(words) <= LONGEST_WORDS else words[:LONGEST_WORDS] + CUT
    html = it.html if it.html and whole == words else to_html(whole, "plain")
    files, foot = _files(it.files, language), _foot(it, mail, language)
    before = mail.before or Quoted("", "")
    text = "\n\n".join(each for each in (head, whole, files, before.text, *foot) if each)
    said = f"<blockquote>{html}</blockquote>" if words else ""
    plain = [to_html(each, "plain") if each else "" for each in (files, *foot)]
    inner = clean_html("".join([f"<p>{escape(head)}</p>", said, plain[0], before.html, *plain[1:]]))
    subject = one_line(it.head or head)[:LONGEST_SUBJECT].rstrip()
    return Mail(subject, text + "\n", framed(subject, inner, mail.look, it.number), inner)


def _foot(it: Occurrence, mail: NoticeMail, language: Language) -> list[str]:
    opened = language.say("notice_mail.open", url=mail.url)
    choices = language.say("notice_mail.choices", url=mail.choices_url)
    return [opened, _answering(it, mail, language), _why(mail, language), choices]


def _files(files: Sequence[Attachment], language: Language) -> str:
    names = ", ".join(one_line(file.name) for file in files)
    return language.say("notice_mail.files", names=names) if names else ""


def _answering(it: Occurrence, mail: NoticeMail, language: Language) -> str:
    """What an answer to the mail does: nobody shall tell a customer by mistake what was meant for the team."""
    if not mail.answered:
        return language.say("notice_mail.not_answered")
    inside = it.kind in ANSWERED_INSIDE
    return language.say("notice_mail.answer_inside" if inside else "notice_mail.answer_outside")


def _why(mail: NoticeMail, language: Language) -> str:
    if mail.why == ASSIGNEE:
        return language.say("notice_mail.why_assignee")
    if mail.why == BY_NAME:
        return language.say("notice_mail.why_mentioned")
    if mail.why == MEMBER:
        return language.say("notice_mail.why_member", group=mail.group)
    return language.say("notice_mail.why_manages", desk=mail.look.desk_name)
