"""Changes of a ticket in words, one line each."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from services.tickets.panel.naming import called
from services.tickets.panel.phrases import BY_REQUESTER, HINTS, HOW, LINKS, NOBODY, WOKEN
from shared.addresses import shown_address
from shared.contracts.custom_fields import in_words
from shared.panel.words import PRIORITIES, STATUSES
from shared.problems import shortened

Names = Mapping[UUID, str]
Row = Mapping[str, Any]
LONGEST = 200
"""Characters of a value in a line."""


@dataclass(frozen=True, slots=True)
class Line:
    """Who did it, what, to what: `what` in bold, then an instant if there is one, then `more` behind a colon.

    With a `ticket_id`, `what` leads to that ticket.
    """

    who: str
    says: str
    what: str = ""
    more: str = ""
    until: datetime | None = None
    icon: str = "right"
    status: str = ""
    priority: str = ""
    ticket_id: str = ""


def line(row: Row, names: Names) -> Line:
    """One row of history as a sentence."""
    made = SENTENCES.get(row["change"], _plain)(row, names)
    return made if made.who else replace(made, who=called(row["actor_name"], otherwise="Somebody"))


def _created(row: Row, _: Names) -> Line:
    return Line("", "opened the ticket", icon="plus")


def _status(row: Row, _: Names) -> Line:
    if row["actor_kind"] == "requester" and (says := BY_REQUESTER.get((row["old"], row["new"]))):
        return Line(row["actor_name"] or "The requester", says, status=row["new"])
    return Line("", "set status to", STATUSES.get(row["new"], "another"), status=row["new"])


def _priority(row: Row, _: Names) -> Line:
    return Line("", "set priority to", PRIORITIES.get(row["new"], "another"), priority=row["new"])


def _assignee(row: Row, names: Names) -> Line:
    if not row["new"]:
        gone = names.get(UUID(row["old"]["id"])) if row["old"] and row["actor_kind"] == "system" else None
        more = f"{gone} no longer works on this desk" if gone else ""
        return Line("", "put it back to be assigned", more=more, icon="tray")
    chosen = UUID(row["new"]["id"])
    if chosen == row["actor_id"]:
        return Line("", "took it", icon="user")
    how = HOW.get(row["new"].get("how", ""), "")
    return Line("", "assigned", names.get(chosen, "somebody"), more=how, icon="user")


def _brought_in(row: Row, _: Names) -> Line:
    return Line("", "mentioned", row["new"] or "somebody", more="they may see this ticket now", icon="user")


def _sent_away(row: Row, _: Names) -> Line:
    return Line("", "took the ticket back from", row["old"] or "somebody", icon="user")


def _not_assigned(row: Row, _: Names) -> Line:
    return Line(
        "", "assigned it to nobody", more=NOBODY.get(row["new"], "nobody could be found"), icon="tray"
    )


def _title(row: Row, _: Names) -> Line:
    return Line("", "changed the title, it was", row["old"] or "", icon="list")


def _category(row: Row, _: Names) -> Line:
    if not row["new"]:
        return Line("", "took the category away", icon="stack")
    return Line("", "set category to", row["new"], icon="stack")


def _tags(row: Row, _: Names) -> Line:
    return Line("", "set tags to", ", ".join(row["new"] or ["none"]), icon="stack")


def _requester(row: Row, _: Names) -> Line:
    new = row["new"] or {}
    who = called(new.get("name"), new.get("email"), otherwise="unknown")
    return Line("", "corrected the requester:", who, icon="user")


def _attached(row: Row, _: Names) -> Line:
    return Line("", "attached", ", ".join(row["new"] or []), icon="clip")


def _snoozed(row: Row, _: Names) -> Line:
    new = row["new"] or {}
    until = datetime.fromisoformat(new["until"]) if new.get("until") else None
    return Line("", "snoozed it until", until=until, more=new.get("reason") or "", icon="clock")


def _woken(row: Row, _: Names) -> Line:
    return Line("The ticket", WOKEN.get(row["new"], "is awake again"), icon="sun")


def _delivery_failed(row: Row, _: Names) -> Line:
    new = row["new"] or {}
    return Line(
        "A mail",
        "did not reach",
        shown_address(new.get("recipient", "")),
        more=new.get("reason") or "",
        icon="alert",
    )


def _hinted(row: Row, _: Names) -> Line:
    hinted = row["new"] or {}
    says = HINTS.get(hinted.get("why", ""), "has to do with")
    return Line(
        "The mail", says, hinted.get("number", ""), ticket_id=hinted.get("ticket_id", ""), icon="link"
    )


def _automatic(row: Row, _: Names) -> Line:
    return Line("", "sent an automatic answer, which moves nothing", more=row["new"] or "", icon="alert")


def _public_link(row: Row, _: Names) -> Line:
    replaced = "replaced the public link, the one before leads nowhere"
    return Line("", LINKS.get((row["old"], row["new"]), replaced), icon="link")


def _field(row: Row, _: Names) -> Line:
    name = row["field"].removeprefix("fields.").replace("_", " ")
    old, new = (shortened(in_words(row[each]), LONGEST) for each in ("old", "new"))
    if row["new"] is None:
        return Line("", f"emptied {name}, it was", old, icon="list")
    return Line(
        "", f"set {name} to", new, more=f"it was {old}" if row["old"] is not None else "", icon="list"
    )


def _another(says: str, side: str = "new") -> Callable[[Row, Names], Line]:
    """What was done with another ticket, which the line leads to."""

    def sentence(row: Row, _: Names) -> Line:
        other = row[side] or {}
        return Line("", says, other.get("number", ""), ticket_id=other.get("ticket_id", ""), icon="link")

    return sentence


def _desk(row: Row, _: Names) -> Line:
    old, new = (row[side] or {} for side in ("old", "new"))
    return Line(
        "", "moved it to another desk as", new.get("number", ""), more=f"it was {old.get('number', '')}"
    )


def _plain(row: Row, _: Names) -> Line:
    return Line("", f"changed {row['field'] or row['change']}".replace("_", " "))


def _said(who: str, words: str) -> Callable[[Row, Names], Line]:
    return lambda _row, _names: Line(who, words, icon="task")


def _taken_back(row: Row, _: Names) -> Line:
    whose = (row["old"] or {}).get("by", "")
    return Line("", "took back a reply of" if whose else "took back a reply", whose, icon="redo")


SENTENCES: dict[str, Callable[[Row, Names], Line]] = {
    "created": _created,
    "status": _status,
    "priority": _priority,
    "assignee": _assignee,
    "not_assigned": _not_assigned,
    "brought_in": _brought_in,
    "sent_away": _sent_away,
    "title": _title,
    "category": _category,
    "tags": _tags,
    "requester": _requester,
    "attached": _attached,
    "snoozed": _snoozed,
    "woken": _woken,
    "delivery_failed": _delivery_failed,
    "hinted": _hinted,
    "automatic": _automatic,
    "public_link": _public_link,
    "field": _field,
    "merged": _another("merged it into"),
    "merged_here": _another("merged into this one"),
    "unmerged": _another("took back that it was merged into", "old"),
    "unmerged_here": _another("took out again", "old"),
    "desk": _desk,
    "taken_back": _taken_back,
    "follows": _another("answered after the reopening window of"),
    "followed_by": _another("answered after the reopening window; it goes on in"),
    "split": _another("made a ticket of words said here:"),
    "split_off": _another("made this ticket of words said on"),
    "linked_task": _said("", "linked a task"),
    "unlinked_task": _said("", "took a task off"),
    "task_done": _said("A linked task", "is done"),
    "task_reopened": _said("A linked task", "is open again"),
}
