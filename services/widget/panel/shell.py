"""What stands around every page of this service."""

from pathlib import Path

from services.widget.queries.desks import WidgetDesk
from shared.auth import Person as Asker
from shared.panel.navigation import shell_around
from shared.panel.pages import Message, Shell, templates

panel = templates(
    Path(__file__).parent / "pages",
    messages={
        "inquiry_accepted": Message("flash.inquiry_accepted"),
        "inquiry_discarded": Message("flash.inquiry_discarded"),
    },
)


def shell_for(asker: Asker, desk: WidgetDesk) -> Shell:
    """The rail for whoever looks at a desk's settings; times are those of the desk."""
    return shell_around(asker, "desks", desk.state.time_zone)


def shell_of(asker: Asker, current: str) -> Shell:
    """The same for a page that belongs to no desk."""
    return shell_around(asker, current)
