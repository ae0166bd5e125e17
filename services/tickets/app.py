"""Puts the tickets service together; the only place that wires."""

from fastapi import FastAPI

from services.tickets.api import (
    bulk,
    canned_replies,
    desks,
    drafts,
    exports,
    fields,
    lists,
    merging,
    requesters,
    tasks,
    tickets,
    views,
    writing,
)
from services.tickets.api.shapes import TicketShape
from services.tickets.handlers import on
from services.tickets.orphans import release_orphans
from services.tickets.panel import bulk as bulk_pages
from services.tickets.panel import canned, desk_fields, desk_replies, held, joining, live, opening, relocating
from services.tickets.panel import desks as desk_pages
from services.tickets.panel import lists as list_pages
from services.tickets.panel import participants as participant_pages
from services.tickets.panel import requesters as requester_pages
from services.tickets.panel import saved_views as view_pages
from services.tickets.panel import tickets as ticket_pages
from services.tickets.panel import writing as writing_pages
from services.tickets.panel.bell import Bell
from services.tickets.panel.hub import Hub
from services.tickets.public_links import PublicLinks
from services.tickets.renewing import renew_html
from services.tickets.searching import take_up_words
from services.tickets.settings import TicketsSettings
from services.tickets.summing import keep_summed
from services.tickets.tidying import tidy_tables
from services.tickets.uow import TicketsUow
from shared.database import Database
from shared.foundation import lay_foundation
from shared.panel.entry import panel_entry
from shared.panel.pages import mount_static
from shared.secrets import Sealer
from shared.service import Service

API = (
    desks,
    fields,
    exports,
    lists,
    bulk,
    views,
    tickets,
    merging,
    writing,
    canned_replies,
    drafts,
    tasks,
    requesters,
)
PANEL = (
    list_pages,
    bulk_pages,
    view_pages,
    opening,
    desk_pages,
    desk_fields,
    desk_replies,
    live,
    joining,
    canned,
    relocating,
    requester_pages,
    ticket_pages,
    participant_pages,
    writing_pages,
    held,
)


def build(settings: TicketsSettings) -> Service:
    """The tickets service, ready to run."""
    sealer = Sealer([key.get_secret_value() for key in settings.secrets_key])
    bell = Bell(settings.database_url.get_secret_value())

    def open_uow(database: Database) -> TicketsUow:
        return TicketsUow(database, sealer, bell.ring)

    base = lay_foundation("tickets", settings, open_uow)
    pages = base.web.state.public_links = PublicLinks(settings.public_url, sealer)
    base.web.state.shape = TicketShape(pages, base.links)
    hub = base.web.state.live = Hub(base.database, bell)
    _open_doors(base.web)
    return base.service(
        on,
        loops=[
            lambda: renew_html(base.work),
            lambda: release_orphans(base.work, open_uow),
            lambda: take_up_words(base.work),
            lambda: keep_summed(base.work),
            lambda: tidy_tables(base.work, open_uow),
        ],
        when_starting=bell.start,
        when_stopping=hub.stop,
    )


def _open_doors(web: FastAPI) -> None:
    for door in (*API, *PANEL):
        web.include_router(door.router)
    panel_entry(web)
    mount_static(web)
