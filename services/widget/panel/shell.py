"""What stands around every page of this service."""

from pathlib import Path

from services.widget.queries.desks import WidgetDesk
from shared.auth import Person as Asker
from shared.panel.navigation import shell_around
from shared.panel.pages import Shell, Viewer, templates

panel = templates(Path(__file__).parent / "pages")


def shell_for(asker: Asker, desk: WidgetDesk) -> Shell:
    """The rail for whoever looks at a desk's settings; times are those of the desk."""
    person = Viewer(
        asker.name, asker.role, str(asker.id), desk.state.time_zone, permissions=asker.permissions
    )
    return shell_around(person, "desks")
