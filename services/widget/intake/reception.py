"""What the public doors receive strangers with."""

from collections.abc import Sequence
from dataclasses import dataclass

from services.widget.intake.guard import Guard
from services.widget.intake.limits import Limits
from services.widget.intake.resumable import Resumable
from services.widget.intake.storing import Intake
from services.widget.intake.uploads import Brought, Uploads
from services.widget.intake.yielding import Yielding
from services.widget.queries.desks import WidgetDesk, WidgetDesks
from services.widget.queries.lookout import Lookout
from services.widget.uow import WidgetUow
from shared.database import Database
from shared.errors import HelpdeskError
from shared.files import MAX_COUNT, Upload
from shared.secrets import Sealer


@dataclass(frozen=True, slots=True)
class Sent:
    """What comes with a form: from which network, under which key, with which files.

    `objection` is what speaks against taking it, if it is new; what was taken before is answered as it was then.
    """

    network: str
    key: str | None = None
    uploads: Sequence[Upload] = ()
    objection: HelpdeskError | None = None
    can_prove: bool = True
    """Whether its page can solve a puzzle when it is told to; a plain form cannot."""


@dataclass(frozen=True, slots=True)
class Reception:
    """The parts of this service that verbs and doors work with, wired once in `app.py`."""

    database: Database
    sealer: Sealer
    desks: WidgetDesks
    limits: Limits
    lookout: Lookout
    guard: Guard
    uploads: Uploads
    resumable: Resumable
    intake: Intake
    yielding: Yielding
    public_url: str
    own_origin: str
    """Our own pages, as browsers name where they come from."""

    def uow(self) -> WidgetUow:
        """A unit of work."""
        return WidgetUow(self.database, self.sealer)

    def public_address(self, public_token: str) -> str:
        """The public link of a ticket."""
        return f"{self.public_url}/helpdesk/ticket/{public_token}"

    async def bring(self, desk: WidgetDesk, sent: Sent, beside: int) -> Brought:
        """Count a form's files and keep what can be kept of them; `beside` drafts are named by it already."""
        if sent.uploads:
            # More are never kept of one form.
            await self.limits.files(sent.network, desk.id, min(len(sent.uploads), MAX_COUNT))
        return await self.uploads.bring(desk, sent.uploads, beside)
