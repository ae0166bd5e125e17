"""Rank: nobody gives a role above their own, or changes somebody who has one. What roles allow is named elsewhere."""

from typing import Literal

Role = Literal["owner", "admin", "agent", "guest"]
RANK: dict[str, int] = {"guest": 0, "agent": 1, "admin": 2, "owner": 3}
OWNER: Role = "owner"
_BELOW_ALL, _ABOVE_ALL = -1, 4


def may_grant(own: str, wanted: str) -> bool:
    """Whether someone of role `own` may give the role `wanted`, or change someone who has it.

    A role without a rank, of a newer version, gives nothing to anybody and is touched by nobody.
    """
    return RANK.get(own, _BELOW_ALL) >= RANK.get(wanted, _ABOVE_ALL)
