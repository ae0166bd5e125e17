"""What the rules of people, groups, tasks and of signing in refuse, each with its stable code."""

from typing import ClassVar

from shared.errors import Conflict, Forbidden, Invalid, NotFound, TooManyRequests


class FieldRefused(Invalid, code="field_refused"):
    """One field is not acceptable."""

    def __init__(self, field: str, detail: str) -> None:
        super().__init__(detail, [{"field": field, "message": detail}])


class GroupWithoutMembers(Invalid, code="group_without_members", title="A group needs at least one member"):
    """A group has at least one member."""

    field: ClassVar[str] = "member_ids"

    def __init__(self) -> None:
        super().__init__(self.title, [{"field": self.field, "message": self.title}])


class RoleAboveOwn(Forbidden, code="role_above_own", title="That role is above your own"):
    """Nobody grants, or takes from somebody, a role above their own."""


class LastOwner(Conflict, code="last_owner", title="The last active owner has to stay one"):
    """Without an active owner nobody could make another one."""


class TaskGone(Conflict, code="task_deleted", title="The task was deleted"):
    """The task was deleted."""


class LinkGone(NotFound, code="link_gone", title="This link is no longer good"):
    """It was used, is too old, was followed by a newer one, or never was: nobody is told which."""


class TooManySignIns(TooManyRequests, code="too_many_sign_ins", title="Too many attempts to sign in"):
    """Guessing has to be slow. The same for addresses that nobody has."""
