"""What a mail says of the files of an answer, and which of them it brings."""

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

from services.notifications.rendering.pictures import pictures_of, places_of
from shared.contracts.parts import Attachment
from shared.language import Language
from shared.sizes import MB, filesize

TOGETHER = 5 * MB
"""Bytes of files that are attached; many providers refuse mails over 10 MB, and base64 makes them a third larger."""


@dataclass(frozen=True, slots=True)
class FilesTold:
    """Text and HTML to put below an answer, `alone` in place of one, and the files to attach."""

    text: str = ""
    html: str = ""
    alone: str = ""
    attached: tuple[Attachment, ...] = ()


def tell_files(files: Sequence[Attachment], language: Language, ticket_url: str) -> FilesTold:
    """The files by name and size, and where they are; a ticket that has no link has an empty one."""
    if not files:
        return FilesTold()
    keys = ("mail_files.title", "mail_files.attached", "mail_files.linked", "mail_files.alone")
    title, attached, linked, alone = map(language.say, keys)
    is_small = sum(file.size for file in files) <= TOGETHER
    names = [f"{file.name} ({filesize(file.size)})" for file in files]
    where = attached if is_small else linked if ticket_url else ""
    head = f"{title} {where.format(url=ticket_url)}".rstrip()
    link = f'<a href="{escape(ticket_url)}">{escape(ticket_url)}</a>'
    shown = f"{escape(title)} {escape(where).format(url=link)}".rstrip()
    items = "".join(f"<li>{escape(name)}</li>" for name in names)
    return FilesTold(
        text="\n".join([head, *(f"- {name}" for name in names)]),
        html=f"<p>{shown}</p><ul>{items}</ul>" + (places_of(pictures_of(files)) if is_small else ""),
        alone=alone,
        attached=tuple(files) if is_small else (),
    )
