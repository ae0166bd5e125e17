"""The ways through the panel that are the same on every service's pages: the rail, and a desk's settings."""

from uuid import UUID

from shared.auth import Person
from shared.panel.shell import NavItem, Shell

DESKS_OF_RAIL = "/panel/tickets/rail"
NEW_TICKET = "/panel/tickets/new"
SEARCH = "/panel/tickets?view=all#search"
MAIL = NavItem("inbox", "Mail", "/panel/mail/inbox", "mail", count_url="/panel/mail/inbox/waiting")
QUARANTINE = NavItem(
    "quarantine",
    "Doubtful inquiries",
    "/panel/widget/quarantine",
    "alert",
    count_url="/panel/widget/quarantine/count",
)
NOTICES = NavItem("notices", "Notices", "/panel/notices", "bell", count_url="/panel/notices/count")
DESKS = NavItem("desks", "Desks", "/panel/tickets/desks", "sliders")
PEOPLE = NavItem("organization", "People and groups", "/panel/organization", "users")
TASKS = NavItem("tasks", "Tasks", "/panel/tasks", "task")
CAUGHT_MAIL = NavItem("caught", "Caught mail", "/dev/mail", "mail")


def manage_items(person: Person, development: bool) -> tuple[NavItem, ...]:
    """What stands under "Manage" for somebody; mail is caught in development only."""
    mail = (MAIL, QUARANTINE) if person.may("ticket.read") else ()
    desks = (DESKS,) if person.may("desk.manage") else ()
    last = (CAUGHT_MAIL,) if development else ()
    return (*mail, *desks, PEOPLE, TASKS, *last)


def notices_item(person: Person) -> NavItem | None:
    """The bell, for whoever can be told of tickets."""
    return NOTICES if person.may("ticket.read") else None


def shell_around(person: Person, current: str = "", time_zone: str = "UTC") -> Shell:
    """The rail of a service that knows nothing of desks: the tickets service fills them in."""
    return Shell(
        person,
        current=current,
        time_zone=time_zone,
        desks_url=DESKS_OF_RAIL,
        new_ticket_url=NEW_TICKET,
        search_url=SEARCH,
    )


def desk_tabs(desk_id: UUID) -> tuple[NavItem, ...]:
    """The pages of one desk's settings: each belongs to the service that knows about it."""
    return (
        NavItem("basics", "Basics", f"/panel/tickets/desks/{desk_id}", "sliders"),
        NavItem("fields", "Fields", f"/panel/tickets/desks/{desk_id}/fields", "list"),
        NavItem("canned", "Canned replies", f"/panel/tickets/desks/{desk_id}/canned-replies", "canned"),
        NavItem("mail", "Mailbox and templates", f"/panel/mail/desks/{desk_id}", "mail"),
        NavItem("widget", "Widget", f"/panel/widget/desks/{desk_id}", "question"),
    )
