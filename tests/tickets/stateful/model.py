"""Tickets as plain as they can be: what random actions should do to them, written without looking at the service."""

from dataclasses import dataclass, field
from typing import Any

STATUSES = ("open", "in_progress", "waiting", "resolved")


@dataclass
class Said:
    """Words of one entry of the conversation, on the ticket that keeps them; `through` a merged one, if they came so."""

    on: str
    body: str
    through: str | None = None


@dataclass
class Plain:
    """One ticket."""

    id: str
    desk: str
    numbers: dict[str, str]
    """By desk: that of the present one, and those of desks it has left."""
    status: str = "open"
    is_mine: bool = False
    is_asleep: bool = False
    leads_to: str | None = None
    first_led_to: str | None = None
    before: dict[str, Any] = field(default_factory=dict)
    touched: int = 0
    """Grows with whatever happens to it."""

    def become(self, status: str) -> None:
        if status != self.status:
            self.touched += 1
            self.status = status
            self.is_asleep = self.is_asleep and status != "resolved"

    def put(self, **state: bool) -> None:
        for name, value in state.items():
            if getattr(self, name) != value:
                self.touched += 1
                setattr(self, name, value)


@dataclass
class World:
    """All tickets, and what was said on them in order."""

    tickets: dict[str, Plain] = field(default_factory=dict)
    said: list[Said] = field(default_factory=list)

    def root(self, ticket_id: str) -> Plain:
        ticket = self.tickets[ticket_id]
        return self.tickets[ticket.leads_to] if ticket.leads_to else ticket

    def led_to(self, ticket_id: str) -> list[Plain]:
        return [each for each in self.tickets.values() if each.leads_to == ticket_id]

    def say(self, ticket_id: str, body: str, by: str) -> None:
        """`by` agent, customer or note."""
        root = self.root(ticket_id)
        through = ticket_id if by == "customer" and root.id != ticket_id else None
        self.said.append(Said(root.id, body, through))
        root.touched += 1
        if by == "customer":
            root.put(is_asleep=False)
        if by != "note" and (root.status == "resolved" or (by == "customer" and root.status == "waiting")):
            root.become("open")

    def can_merge(self, one: str, into: str) -> str:
        """The code of why not, or ''."""
        source, target = self.tickets[one], self.root(into)
        if source.leads_to and source.id != target.id:
            return "already_merged"
        return "merge_circle" if source.id == target.id else ""

    def merge(self, one: str, into: str) -> None:
        source, target = self.tickets[one], self.root(into)
        brings_work = target.status == "resolved" and source.status != "resolved"
        kept = {"status": source.status, "is_asleep": source.is_asleep, "reopened": brings_work}
        if brings_work:
            target.become("open")
        target.touched += 1
        source.before = kept | {"touched": target.touched}
        source.become("resolved")
        source.is_asleep = False
        for each in (*self.led_to(one), source):
            each.leads_to = target.id
        source.first_led_to = target.id

    def unmerge(self, one: str) -> None:
        source = self.tickets[one]
        target, came = self.root(one), self._came_by(one)
        if source.before["reopened"] and target.touched == source.before["touched"]:
            target.become("resolved")
        target.touched += 1
        source.leads_to = source.first_led_to = None
        for each in came:
            each.leads_to = one
        source.become(source.before["status"])
        source.is_asleep = source.before["is_asleep"]
        source.touched += 1
        theirs = {one, *(each.id for each in came)}
        for words in self.said:
            if words.on == target.id and words.through in theirs:
                words.on = one

    def move(self, ticket_id: str, desk: str, number: str) -> None:
        root = self.root(ticket_id)
        if root.desk != desk:
            root.touched += 1
            root.desk = desk
            root.numbers[desk] = number

    def conversation(self, ticket_id: str) -> list[str]:
        root = self.root(ticket_id)
        family = {root.id, *(each.id for each in self.led_to(root.id))}
        return [words.body for words in self.said if words.on in family]

    def views(self, desk: str) -> dict[str, set[str]]:
        """The ids in each view of a desk."""
        on = [each for each in self.tickets.values() if each.desk == desk]
        awake = [each for each in on if each.status != "resolved" and not each.is_asleep]
        return {
            "active": {each.id for each in awake},
            "to-assign": {each.id for each in awake if not each.is_mine},
            "mine": {each.id for each in awake if each.is_mine},
            "waiting": {each.id for each in awake if each.status == "waiting"},
            "snoozed": {each.id for each in on if each.is_asleep},
            "resolved": {each.id for each in on if each.status == "resolved"},
            "all": {each.id for each in on},
        }

    def counters(self, desk: str) -> dict[str, int]:
        on = [each for each in self.tickets.values() if each.desk == desk]
        unresolved = [each for each in on if each.status != "resolved"]
        return {
            "all": len(on),
            "open": len(unresolved),
            "unassigned": sum(not each.is_mine for each in unresolved),
        }

    def _came_by(self, one: str) -> list[Plain]:
        came: list[Plain] = []
        known = {one}
        while more := [
            each
            for each in self.tickets.values()
            if each.first_led_to in known and each.id not in known and each.leads_to
        ]:
            came += more
            known |= {each.id for each in more}
        return came
