"""What the page of a desk's widget settings shows, after a form was refused or a secret made, too."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from services.widget.domain.signature import IDENTITY_FIELDS
from services.widget.doors import scripts
from services.widget.doors.embed import embed_code, widget_code, widget_code_with_customer
from services.widget.panel.server_code import server_code
from services.widget.queries.desks import WidgetDesk
from shared.panel.navigation import desk_tabs
from shared.sizes import bytes_for_people

SIZES = {str(count << 20): bytes_for_people(count << 20) for count in (1, 2, 5, 10, 25, 50, 100)}
AGES = {
    "300": "5 minutes",
    "3600": "1 hour",
    "21600": "6 hours",
    "86400": "1 day",
    "604800": "7 days",
    "2592000": "30 days",
}


LINK_DAYS = {
    "0": "Never",
    "7": "7 days after it was resolved",
    "30": "30 days after it was resolved",
    "90": "90 days after it was resolved",
    "365": "A year after it was resolved",
}


@dataclass(frozen=True)
class TypedSettings:
    """What somebody typed and what is wrong with it."""

    values: Mapping[str, Any] = field(default_factory=dict)
    errors: Mapping[str, str] = field(default_factory=dict)
    problem: str = ""


NOTHING_TYPED = TypedSettings()


def settings_context(
    desk: WidgetDesk, public_url: str, now: datetime, typed: TypedSettings
) -> dict[str, Any]:
    """All that the page shows but the frame and a new secret."""
    values = {**saved(desk), **typed.values}
    return {
        "desk": desk.state,
        "here": f"/panel/widget/desks/{desk.id}",
        "tabs": desk_tabs(desk.id),
        "values": values,
        "errors": typed.errors,
        "problem": typed.problem,
        "sizes": _options(SIZES, values["max_file_bytes"], _size),
        "ages": _options(AGES, values["max_age_of_signature"], lambda seconds: f"{seconds} seconds"),
        "link_days": _options(
            LINK_DAYS, values["link_days"], lambda days: f"{days} days after it was resolved"
        ),
        "widget": widget_code(desk, public_url),
        "widget_with_customer": widget_code_with_customer(desk, public_url),
        "embed": embed_code(desk, public_url),
        "preview_script": scripts.PAGES.address("preview.js"),
        "contact_url": f"{public_url}/helpdesk/desks/{desk.desk_token}/contact",
        "inquiries_url": f"{public_url}/widget/v1/desks/{desk.desk_token}/tickets",
        "samples": server_code(desk.desk_token),
        "identity_fields": IDENTITY_FIELDS,
        "old_secret_until": _old_secret_until(desk, now),
        "version": desk.version,
    }


def saved(desk: WidgetDesk) -> dict[str, Any]:
    """The settings as the form's fields show them."""
    return {
        "verification": desk.verification,
        "allowed_origins": "\n".join(desk.allowed_origins),
        "attachments": desk.attachments,
        "max_file_bytes": str(desk.max_file_bytes),
        "help_content": desk.help_content,
        "max_age_of_signature": str(int(desk.signer.max_age.total_seconds())),
        "link_days": str(desk.link_days),
        "version": str(desk.version),
    }


def _options(offered: dict[str, str], chosen: str, shown: Callable[[str], str]) -> Sequence[tuple[str, str]]:
    """What can be chosen; a value that the API set and nobody offers stays as it is."""
    own = {} if chosen in offered else {chosen: shown(chosen)}
    return list((offered | own).items())


def _size(count: str) -> str:
    return bytes_for_people(int(count)) if count.isdigit() else count


def _old_secret_until(desk: WidgetDesk, now: datetime) -> datetime | None:
    ends = [secret.valid_until for secret in desk.signer.secrets if secret.valid_until]
    return max((end for end in ends if end > now), default=None)
