"""Puts the organization together; the only place that wires."""

from services.organization.api import groups, invitations, people, tasks, tokens
from services.organization.handlers import on
from services.organization.panel import groups as group_page
from services.organization.panel import organization as organization_page
from services.organization.panel import people as person_page
from services.organization.panel import sign_in as sign_in_page
from services.organization.panel import task_box
from services.organization.panel import tasks as tasks_page
from services.organization.panel import tokens as tokens_page
from services.organization.panel import ways_in as ways_in_pages
from services.organization.passwords import Passwords
from services.organization.queries.people import find_person
from services.organization.settings import OrganizationSettings
from services.organization.uow import OrganizationUow
from services.organization.use_cases.people import first_owner
from services.organization.use_cases.ways_in import Post
from shared.auth import TokenMaker
from shared.database import Database
from shared.foundation import lay_foundation
from shared.keys import signing_key
from shared.panel.entry import panel_entry
from shared.panel.pages import mount_static
from shared.secrets import Sealer
from shared.service import Service

PAGES = (
    sign_in_page,
    ways_in_pages,
    task_box,
    tasks_page,
    organization_page,
    person_page,
    group_page,
    tokens_page,
)
DOORS = (invitations, people, groups, tasks, tokens, *PAGES)


def build(settings: OrganizationSettings) -> Service:
    """The organization, ready to run."""
    base = lay_foundation("organization", settings, OrganizationUow, find_person)
    passwords = Passwords()
    base.web.state.passwords = passwords
    base.web.state.tokens = TokenMaker(signing_key(settings.auth_private_key.get_secret_value()))
    base.web.state.post = Post(settings.public_url, Sealer(settings.mail_keys))
    for door in DOORS:
        base.web.include_router(door.router)
    panel_entry(base.web)
    mount_static(base.web)

    async def make_first_owner() -> None:
        await _make_first_owner(settings, base.database, passwords)

    return base.service(
        on,
        when_starting=make_first_owner,
    )


async def _make_first_owner(settings: OrganizationSettings, database: Database, passwords: Passwords) -> None:
    password = settings.admin_password.get_secret_value()
    async with OrganizationUow(database) as uow:
        if not password or await uow.owners():
            return
    hashed = await passwords.hash(password)
    async with OrganizationUow(database) as uow:
        await first_owner(uow, settings.admin_email, hashed)
