"""Pictures of a message in the place where its words name them: `[image: name]`, as mails bring it.

Their addresses are signed when the page is made and never stored. Only files of that very message that have a preview are
put there, as small pictures that we have written (`shared/previews.py`), so the HTML gets no more than an `<img>` of ours.
"""

import re
from collections.abc import Iterator, Sequence
from html import escape
from typing import Protocol, TypeVar

TAG = re.compile(r'(<(/?)([a-z0-9]+)(?:[^<>"]|"[^"]*")*>)')
VERBATIM = ("a", "code", "pre")
"""Within them words stay words."""


class Shown(Protocol):
    """A file as a page shows it; `preview` is '' where there is none to be seen."""

    @property
    def name(self) -> str: ...

    @property
    def url(self) -> str: ...

    @property
    def preview(self) -> str: ...


F = TypeVar("F", bound=Shown)


def in_place(html: str, files: Sequence[F]) -> tuple[str, tuple[F, ...]]:
    """Sanitised `html` with the pictures that it names, and the files that are left to be listed below it."""
    wanted = [each for each in files if each.preview and _mention(each) in html]
    if not wanted:
        return html, tuple(files)
    pieces = []
    for text, is_free in _pieces(html):
        piece = text
        for file in list(wanted) if is_free else ():
            if (mention := _mention(file)) in piece:
                # What is put in holds no brackets, so it is nobody's mention.
                piece = piece.replace(mention, _picture(file), 1)
                wanted.remove(file)
        pieces.append(piece)
    shown = [each for each in files if each.preview and _picture(each) in "".join(pieces)]
    return "".join(pieces), tuple(each for each in files if each not in shown)


def _pieces(html: str) -> Iterator[tuple[str, bool]]:
    """Tags and the words between them, each with whether a picture may be put there."""
    at = depth = 0
    for found in TAG.finditer(html):
        yield html[at : found.start()], depth == 0
        yield found[1], False
        if found[3] in VERBATIM:
            depth = max(0, depth + (-1 if found[2] else 1))
        at = found.end()
    yield html[at:], depth == 0


def _mention(file: Shown) -> str:
    # As the sanitiser writes words: quotes stay.
    return escape(f"[image: {file.name}]", quote=False)


def _picture(file: Shown) -> str:
    name = escape(file.name).replace("[", "&#91;").replace("]", "&#93;")
    return (
        f'<a href="{escape(file.url)}" download><img class="in-place" src="{escape(file.preview)}" alt="{name}" '
        'loading="lazy"></a>'
    )
