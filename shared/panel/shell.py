"""What the layout needs to know of a page's surroundings; each service builds it from its own copies."""

from dataclasses import dataclass

from shared.auth import Person


@dataclass(frozen=True)
class NavItem:
    """One link of the rail; `key` is compared with `Shell.current`, `icon` is a symbol of icons.svg.

    `count_url`: where its service tells the count, for a page of another service.
    """

    key: str
    label: str
    url: str
    icon: str
    count: int | None = None
    hot: bool = False
    count_url: str = ""


@dataclass(frozen=True)
class DeskNav:
    """One desk in the rail.

    The one that is open lists its `views`; `count` is of tickets that are not resolved.
    """

    name: str
    color: str
    url: str
    count: int | None = None
    views: tuple[NavItem, ...] = ()


@dataclass(frozen=True)
class Shell:
    """The rail around a signed-in page; leave an address empty and its control is not shown.

    Pages show or hide by what `person` may, and tell times as in `time_zone`.
    """

    person: Person
    desks: tuple[DeskNav, ...] = ()
    manage: tuple[NavItem, ...] = ()
    notices: NavItem | None = None
    current: str = ""
    time_zone: str = "UTC"
    desks_url: str = ""
    new_ticket_url: str = ""
    search_url: str = ""
    live_url: str = ""
    home_url: str = "/"
    sign_out_url: str = "/auth/sign-out"

    @property
    def open_desk(self) -> DeskNav | None:
        """The desk whose views are listed, if one is open."""
        return next((desk for desk in self.desks if desk.views), None)
