"""Random actions on the service and on the plain model, which then have to agree."""

from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any, ClassVar
from uuid import UUID

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule
from uuid_utils.compat import uuid7

from shared.contracts.widget import CommentRequested
from tests.tickets.stateful.doors import Doors
from tests.tickets.stateful.model import STATUSES, Plain, Said, World

UNTIL = (datetime.now(UTC) + timedelta(days=30)).isoformat()
EVERY = 5
"""Actions between two complete comparisons; counters are compared after each."""
WORDS = count(1)
CHANCE = st.integers(0, 10_000)


class RandomActions(RuleBasedStateMachine):
    """Two desks of its own, so that examples do not meet."""

    doors: ClassVar[Doors]

    @initialize()
    def begin(self) -> None:
        self.world = World()
        self.undos: list[tuple[str, dict[str, tuple[dict, dict]]]] = []
        self.desks = [
            self.doors.ask("POST", "/api/desks", {"name": name}, 201)["id"] for name in ("One", "Two")
        ]

    def some(self, chance: int) -> Plain:
        return list(self.world.tickets.values())[chance % len(self.world.tickets)]

    def has_tickets(self) -> bool:
        return len(self.world.tickets) > 1

    @rule(desk=st.integers(0, 1))
    def open(self, desk: int) -> None:
        body = self._words()
        form = {
            "desk_id": self.desks[desk],
            "title": "Title",
            "body": body,
            "requester": {"email": "r@example.com"},
        }
        made = self.doors.ask("POST", "/api/tickets", form, 201)
        self._opened(made, body)

    @precondition(has_tickets)
    @rule(chance=CHANCE, status=st.sampled_from(STATUSES))
    def become(self, chance: int, status: str) -> None:
        ticket = self.some(chance)
        self.doors.ask("PUT", f"/api/tickets/{ticket.id}/status", {"status": status})
        self.world.root(ticket.id).become(status)

    @precondition(has_tickets)
    @rule(chance=CHANCE, mine=st.booleans())
    def assign(self, chance: int, mine: bool) -> None:
        path = f"/api/tickets/{self.some(chance).id}/assignee"
        if mine:
            self.doors.ask("PUT", path, {"kind": "agent", "id": self.doors.me})
        else:
            self.doors.ask("DELETE", path, expected=204)
        self.world.root(self.some(chance).id).put(is_mine=mine)

    @precondition(has_tickets)
    @rule(chance=CHANCE, asleep=st.booleans())
    def snooze(self, chance: int, asleep: bool) -> None:
        path = f"/api/tickets/{self.some(chance).id}/snooze"
        root = self.world.root(self.some(chance).id)
        if asleep:
            self.doors.ask("PUT", path, {"until": UNTIL})
            root.touched += 1
        else:
            self.doors.ask("DELETE", path, expected=204)
        root.put(is_asleep=asleep)

    @precondition(has_tickets)
    @rule(chance=CHANCE, by=st.sampled_from(["agent", "customer", "note"]))
    def say(self, chance: int, by: str) -> None:
        ticket, body = self.some(chance), self._words()
        if by == "customer":
            self.doors.run(self.doors.tickets.hear(_wish(ticket.id, body)))
        else:
            door = "comments" if by == "agent" else "notes"
            self.doors.ask("POST", f"/api/tickets/{ticket.id}/{door}", {"body": body}, 201)
        self.world.say(ticket.id, body, by)

    @precondition(has_tickets)
    @rule(chance=CHANCE, other=CHANCE)
    def merge(self, chance: int, other: int) -> None:
        one, into = self.some(chance), self.some(other)
        why_not, path = self.world.can_merge(one.id, into.id), f"/api/tickets/{one.id}/merge"
        answer = self.doors.ask("POST", path, {"into": into.id}, 409 if why_not else 200)
        if why_not:
            assert answer["code"] == why_not
        else:
            self.world.merge(one.id, into.id)
            assert answer["id"] == self.world.root(one.id).id

    @precondition(has_tickets)
    @rule(chance=CHANCE)
    def unmerge(self, chance: int) -> None:
        ticket = self.some(chance)
        self.doors.ask("POST", f"/api/tickets/{ticket.id}/unmerge", expected=200 if ticket.leads_to else 409)
        if ticket.leads_to:
            self.world.unmerge(ticket.id)

    @precondition(has_tickets)
    @rule(chance=CHANCE, desk=st.integers(0, 1))
    def move(self, chance: int, desk: int) -> None:
        ticket, there = self.some(chance), self.desks[desk]
        had = self.world.root(ticket.id).numbers.get(there)
        number = self.doors.ask("PUT", f"/api/tickets/{ticket.id}/desk", {"desk_id": there})["number"]
        assert had in (None, number)
        self.world.move(ticket.id, there, number)

    @precondition(has_tickets)
    @rule(chance=CHANCE)
    def split(self, chance: int) -> None:
        ticket = self.some(chance)
        said = self.doors.ask("GET", f"/api/tickets/{ticket.id}/timeline")["items"]
        root = self.world.root(ticket.id)
        public = [each for each in said if each["kind"] == "comment" and each["ticket_id"] == root.id]
        if public:
            form = {"comment_ids": [public[-1]["id"]], "title": "Split"}
            made = self.doors.ask("POST", f"/api/tickets/{ticket.id}/split", form, 201)
            root.touched += 1
            self._opened(made, public[-1]["body"])

    @precondition(has_tickets)
    @rule(chances=st.lists(CHANCE, min_size=1, max_size=4), status=st.sampled_from(STATUSES))
    def change_many(self, chances: list[int], status: str) -> None:
        chosen = {ticket.id: ticket for ticket in map(self.some, chances)}
        form = {"ids": list(chosen), "change": {"status": status}}
        told = self.doors.ask("POST", "/api/tickets/bulk", form)
        assert set(told["done"]) == {each.id for each in chosen.values() if not each.leads_to}
        changed: dict[str, tuple[dict, dict]] = {}
        for ticket in (chosen[each] for each in told["done"]):
            before = _state(ticket)
            ticket.become(status)
            if _state(ticket) != before:
                changed[ticket.id] = (before, _state(ticket))
        if changed:
            self.undos.append((told["undo"], changed))

    @precondition(lambda self: self.undos)
    @rule()
    def take_back(self) -> None:
        undo, changed = self.undos.pop()
        told = self.doors.ask("POST", "/api/tickets/bulk/undo", {"undo": undo})
        done = {
            ticket_id
            for ticket_id, (before, after) in changed.items()
            if _may_take_back(self.world.tickets[ticket_id], before, after)
        }
        assert set(told["done"]) == done
        for ticket_id in done:
            (before, after), ticket = changed[ticket_id], self.world.tickets[ticket_id]
            ticket.become(before["status"])
            if before["is_asleep"] != after["is_asleep"]:
                ticket.put(is_asleep=before["is_asleep"])

    @invariant()
    def counters_agree(self) -> None:
        self.doors.actions += 1
        for desk in getattr(self, "desks", ()):
            told = self.doors.ask("GET", f"/api/desks/{desk}")
            assert told["counters"] == self.world.counters(desk)

    @invariant()
    def all_agrees(self) -> None:
        if self.doors.actions % EVERY == 0 and hasattr(self, "desks"):
            self._views_agree()
            for ticket in list(self.world.tickets.values())[-3:]:
                self._ticket_agrees(ticket)

    def teardown(self) -> None:
        if hasattr(self, "desks"):
            self._views_agree()
            for ticket in self.world.tickets.values():
                self._ticket_agrees(ticket)

    def _views_agree(self) -> None:
        for desk in self.desks:
            views = self.world.views(desk)
            for view, ids in views.items():
                told = self.doors.ask("GET", f"/api/tickets?view={view}&desk_id={desk}&limit=200")
                assert {each["id"] for each in told["items"]} == ids, view
                counted = {name: told["counters"][name] for name in views if name in told["counters"]}
                assert counted == {name: len(views[name]) for name in counted}

    def _ticket_agrees(self, ticket: Plain) -> None:
        root = self.world.root(ticket.id)
        told = self.doors.ask("GET", f"/api/tickets/{ticket.id}")
        assert (told["id"], told["status"], told["desk_id"]) == (root.id, root.status, root.desk)
        assert {each["id"] for each in told["merged_from"]} == {
            each.id for each in self.world.led_to(root.id)
        }
        for desk, number in ticket.numbers.items():
            assert self.doors.ask("GET", f"/api/desks/{desk}/tickets/{number}")["id"] == root.id
        entries = self.doors.ask("GET", f"/api/tickets/{ticket.id}/timeline")["items"]
        bodies = [each["body"] for each in entries if each["kind"] != "change"]
        opening = [told["body"]] if told["body"] else []
        assert sorted(opening + bodies) == sorted(self.world.conversation(ticket.id))
        mine = [words for words in self.world.said if words.on == ticket.id]
        if mine:
            self._is_found(ticket, mine[-1].body)

    def _is_found(self, ticket: Plain, word: str) -> None:
        found = self.doors.ask("GET", f"/api/tickets?view=all&q={word}&desk_id={ticket.desk}&limit=200")[
            "items"
        ]
        keepers = {each.on for each in self.world.said if each.body == word}
        assert {each["id"] for each in found} == {
            each for each in keepers if self.world.tickets[each].desk == ticket.desk
        }

    def _opened(self, made: dict[str, Any], body: str) -> None:
        numbers = {made["desk_id"]: made["number"]}
        self.world.tickets[made["id"]] = Plain(made["id"], made["desk_id"], numbers)
        self.world.said.append(Said(made["id"], body))

    def _words(self) -> str:
        return f"word{next(WORDS):06}"


def _state(ticket: Plain) -> dict[str, Any]:
    return {"status": ticket.status, "is_asleep": ticket.is_asleep}


def _may_take_back(ticket: Plain, before: dict[str, Any], after: dict[str, Any]) -> bool:
    changed = [name for name in after if after[name] != before[name]]
    return not ticket.leads_to and all(_state(ticket)[name] == after[name] for name in changed)


def _wish(ticket_id: str, body: str) -> CommentRequested:
    return CommentRequested(
        request_id=uuid7(),
        comment_id=uuid7(),
        ticket_id=UUID(ticket_id),
        body=body,
        occurred_at=datetime.now(UTC),
    )
