"""What an agent may correct on a ticket besides status, assignee and snooze."""

from collections.abc import Iterable
from typing import Any, TypedDict, Unpack

from services.tickets.domain.errors import TagRefused
from services.tickets.domain.field_values import Filled
from services.tickets.domain.fields import TicketFields
from services.tickets.domain.text import clean_title, comparable
from services.tickets.domain.words import in_columns
from shared.contracts.parts import Actor, Attachment, Category, Priority, Requester
from shared.contracts.tickets import PublicLinkRenewed
from shared.text import one_line, shows_nothing

MAX_TAGS = 30
MAX_TAG = 50


class Edits(TypedDict, total=False):
    """The fields of one edit; one that is not named stays."""

    title: str
    priority: Priority
    category: Category | None
    requester: Requester
    tags: tuple[str, ...]


class Editing(TicketFields):
    """A ticket whose facts can be corrected."""

    def edit(self, by: Actor, **edits: Unpack[Edits]) -> None:
        """Change what is named, all or nothing; the outside hears of it once, tags stay inside."""
        clean = _cleaned(edits)
        changed = {name for name, new in clean.items() if self._put(name, new, by)}
        if changed - {"tags"}:
            self.show_change(by)

    def fill_in(self, filled: Filled, by: Actor) -> None:
        """Say what fields of the desk's own hold; each change has its line in the history, the outside hears of none."""
        values = dict(self.field_values)
        for field, new in filled:
            old = values.pop(str(field.id), None)
            if new is not None:
                values[str(field.id)] = new
            if new != old:
                self.remember("field", old, new, by, f"fields.{field.key}")
        self.field_values = values

    def retag(self, by: Actor, *, remove: Iterable[str] = (), add: Iterable[str] = ()) -> None:
        """Take tags away and then add some; case does not tell two apart."""
        gone = {one_line(tag).casefold() for tag in remove}
        self.edit(by, tags=(*(tag for tag in self.tags if tag.casefold() not in gone), *add))

    def prioritize(self, priority: Priority, by: Actor) -> None:
        """Say how urgent the ticket is."""
        self.edit(by, priority=priority)

    def attach(self, files: tuple[Attachment, ...], by: Actor) -> None:
        """Add files to the ticket itself."""
        if files:
            self.attachments = (*self.attachments, *in_columns(files))
            self.remember("attached", None, [file.name for file in files], by)

    def renew_link(
        self, sealed_token: str, by: Actor, *, was_active: bool = True, active: bool = True
    ) -> None:
        """Another public link takes the place of the one before; one that is not `active` leads nowhere."""
        self.remember("public_link", _on_or_off(was_active), _on_or_off(active), by)
        self.record(PublicLinkRenewed, public_token=sealed_token, active=active, actor=by)

    def _put(self, name: Any, new: Any, by: Actor) -> bool:
        old = getattr(self, name)
        if comparable(old) == comparable(new):
            return False
        self.remember(name, _in_history(old), _in_history(new), by)
        setattr(self, name, new)
        return True


def _on_or_off(active: bool) -> str:
    return "on" if active else "off"


def clean_tags(tags: tuple[str, ...]) -> tuple[str, ...]:
    """Tags without blanks and doubles, in the order given; case does not tell two tags apart."""
    kept: dict[str, str] = {}
    for tag in map(one_line, tags):
        if len(tag) > MAX_TAG:
            raise TagRefused(f"A tag is longer than {MAX_TAG} characters")
        if not shows_nothing(tag):
            kept.setdefault(tag.casefold(), tag)
    if len(kept) > MAX_TAGS:
        raise TagRefused(f"A ticket has at most {MAX_TAGS} tags")
    return tuple(kept.values())


def _cleaned(edits: Edits) -> dict[str, Any]:
    clean: dict[str, Any] = dict(edits)
    if "title" in edits:
        clean["title"] = clean_title(edits["title"])
    if "tags" in edits:
        clean["tags"] = clean_tags(edits["tags"])
    return clean


def _in_history(value: Any) -> Any:
    if isinstance(value, Category):
        return value.name
    if isinstance(value, Requester):
        return value.model_dump(mode="json", include={"email", "name", "phone", "external_id"})
    return list(value) if isinstance(value, tuple) else value
