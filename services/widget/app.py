"""Puts the widget service together; the only place that wires."""

from fastapi import FastAPI
from starlette.types import ASGIApp

from services.widget.api import identity, public, uploads
from services.widget.api import quarantine as quarantine_door
from services.widget.api import settings as settings_door
from services.widget.api.cors import PublicCors
from services.widget.api.intake import IntakeDoor
from services.widget.bare_desks import furnish_desks
from services.widget.doors.origins import to_origin
from services.widget.emptying import empty_quarantine, forget_old_marks, sweep_uploads
from services.widget.handlers import on
from services.widget.intake.alarm import Alarm
from services.widget.intake.guard import Guard
from services.widget.intake.limits import Limits
from services.widget.intake.proofs import Proofs
from services.widget.intake.reception import Reception
from services.widget.intake.resumable import Resumable
from services.widget.intake.storing import Intake
from services.widget.intake.uploads import Uploads
from services.widget.intake.yielding import Yielding
from services.widget.panel import preview as preview_page
from services.widget.panel import quarantine as quarantine_page
from services.widget.panel import settings as settings_page
from services.widget.public_pages import contact, my_tickets, script
from services.widget.public_pages import tickets as ticket_pages
from services.widget.queries.desks import WidgetDesks
from services.widget.queries.lookout import Lookout
from services.widget.renewing import KEPT
from services.widget.settings import WidgetSettings
from services.widget.uow import WidgetUow
from shared.database import Database
from shared.files_host import FilesHost, own_host
from shared.foundation import Foundation, lay_foundation
from shared.panel.entry import panel_entry
from shared.panel.pages import mount_static
from shared.renewing import renew_html
from shared.secrets import Sealer
from shared.service import Service


def build(settings: WidgetSettings) -> Service:
    """The widget service, ready to run."""
    sealer = Sealer([key.get_secret_value() for key in settings.secrets_key])

    def open_uow(database: Database) -> WidgetUow:
        return WidgetUow(database, sealer)

    base = lay_foundation("widget", settings, open_uow)
    reception = base.web.state.reception = _reception(base, settings, sealer)
    base.web.add_middleware(PublicCors, desks=reception.desks, own=reception.own_origin)
    _open_doors(base.web, settings)
    return base.service(
        on,
        front=_front(base, reception, settings),
        loops=[
            lambda: renew_html(base.work, KEPT),
            lambda: furnish_desks(base.work, open_uow),
            lambda: empty_quarantine(base.work, open_uow),
            lambda: forget_old_marks(base.work, open_uow),
            lambda: sweep_uploads(Resumable(base.work, base.storage, sealer, settings)),
        ],
    )


def _open_doors(web: FastAPI, settings: WidgetSettings) -> None:
    agents = (settings_door, quarantine_door, settings_page, preview_page, quarantine_page)
    for door in (public, identity, uploads, *agents, script, ticket_pages, contact, my_tickets):
        web.include_router(door.router)
    if not settings.production:
        web.include_router(contact.demo)
    panel_entry(web)
    mount_static(web)


def _reception(base: Foundation, settings: WidgetSettings, sealer: Sealer) -> Reception:
    limiter = base.web.state.limiter
    secrets = [key.get_secret_value() for key in settings.secrets_key]
    return Reception(
        base.database,
        sealer,
        WidgetDesks(base.database, sealer),
        Limits(limiter, settings),
        Lookout(base.database),
        Guard(Alarm(base.database, limiter, settings), Proofs(base.database, secrets)),
        Uploads(base.database, base.storage, sealer),
        Resumable(base.database, base.storage, sealer, settings),
        Intake(base.database, sealer, settings.intake_group_size),
        Yielding(base.database),
        settings.public_url,
        own_origin=to_origin(settings.public_url),
    )


def _front(base: Foundation, reception: Reception, settings: WidgetSettings) -> ASGIApp:
    """The intake's door; on a host of files there is none."""
    door = IntakeDoor(base.web, reception)
    host = own_host(settings.files_url, settings.public_url)
    return FilesHost(door, host) if host else door
