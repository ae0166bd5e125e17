"""What somebody may do, by name, and what each of the four roles brings with it: the only place that says so.

A role beyond the four is known to the organization alone, so what it brings travels beside its name
(`PersonState.permissions`). Names of tomorrow are kept and open nothing.
"""

from collections.abc import Iterable

PERMISSIONS: dict[str, str] = {
    "desk.manage": "make desks; set them up with their mailbox, templates and widget",
    "desk.read": "know of the desks one works on: those one is a member of, and those without members",
    "desk.read_all": "know of every desk and all that is on it",
    "group.manage": "make and change groups",
    "operations.manage": "send dead letters again, or forget them",
    "operations.read": "look at what waits in a service: outbox, parked messages, dead letters, timers",
    "people.manage": "take people in, change them and shut them out, as far as one's own rank goes",
    "people.read": "know of colleagues and groups; everybody knows of themselves",
    "task.manage": "make, change, complete and delete tasks, and tie them to tickets from their side",
    "task.read": "know of the tasks one has to do with",
    "task.read_all": "know of every task",
    "ticket.assign": "make somebody responsible, or nobody",
    "ticket.create": "type tickets in",
    "ticket.edit": "change status, title, priority, category, tags, requester, files and tasks of a ticket",
    "ticket.note": "write for the team",
    "ticket.read": "look at tickets, what was said on them and what became of their mails",
    "ticket.reply": "write to the requester",
    "ticket.snooze": "put tickets aside and bring them back",
    "token.manage": "make API tokens that act in one's own name, and revoke them",
}
"""Every permission there is, and what it allows; on a thing of a desk only where one may know of the desk."""

_EVERYTHING = frozenset(PERMISSIONS)
_OF_AGENTS = frozenset(
    {
        "desk.read",
        "people.read",
        "task.manage",
        "task.read",
        "ticket.assign",
        "ticket.create",
        "ticket.edit",
        "ticket.note",
        "ticket.read",
        "ticket.reply",
        "ticket.snooze",
        "token.manage",
    }
)
BY_ROLE: dict[str, frozenset[str]] = {
    "owner": _EVERYTHING,
    "admin": _EVERYTHING,
    "agent": _OF_AGENTS,
    "guest": frozenset(),
}
"""What the four roles bring. That an owner is above an administrator is rank, which the organization judges."""


class UnknownPermission(ValueError):
    """A name that no permission has: a slip of whoever wrote the line that asks for it."""


def permissions_of(role: str, told: Iterable[str] = ()) -> frozenset[str]:
    """What somebody with this role may do; `told` is what came beside its name.

    Of the four roles one's own table is believed, so that no copy is ever behind it; of `told` only words count
    then that the table does not know.
    """
    if role in BY_ROLE:
        return BY_ROLE[role] | (frozenset(told) - _EVERYTHING)
    return frozenset(told)


def roles_with(permission: str) -> frozenset[str]:
    """Those of the four roles that bring a permission."""
    return frozenset(role for role, held in BY_ROLE.items() if checked(permission) in held)


def checked(name: str) -> str:
    """`name`, if there is such a permission; raises UnknownPermission."""
    if name not in PERMISSIONS:
        raise UnknownPermission(f"there is no permission {name!r}")
    return name
