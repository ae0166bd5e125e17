"""What settings give every service before it adds anything of its own."""

from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Annotated, Any

from fastapi import Depends, FastAPI, Request
from sqlalchemy.ext.asyncio import AsyncSession

from shared.auth import FindPerson, Gate
from shared.clock import move_clock
from shared.database import Database
from shared.file_door import file_door
from shared.file_links import FileLinks
from shared.files_host import FilesHost, own_host
from shared.handlers import Handlers
from shared.inbox import OpenUow
from shared.keys import verification_keys
from shared.limits import Limit, Limiter
from shared.people import KnownPeople
from shared.previews import Previews
from shared.secrets import Sealer
from shared.service import Service
from shared.settings import CommonSettings
from shared.storage import Storage
from shared.web import make_app


@dataclass(frozen=True)
class Foundation:
    """`database` is for a service's doors, `work` for its handlers and loops; `web` has the common doors."""

    database: Database
    work: Database
    open_uow: OpenUow
    storage: Storage
    links: FileLinks
    previews: Previews
    sealer: Sealer
    web: FastAPI

    def service(self, handlers: Handlers, **more: Any) -> Service:
        """The service on these parts; `more` is what only some services have."""
        parts = (self.database, self.work, self.open_uow, self.storage)
        return Service(handlers.service, self.web, handlers, *parts, closes=[self.previews.close], **more)


def lay_foundation(
    service: str,
    settings: CommonSettings,
    open_uow: OpenUow,
    find_person: Callable[[Database], FindPerson] | None = None,
) -> Foundation:
    """Build the parts; people are looked up in the service's own copy unless `find_person` says otherwise."""
    url = settings.database_url.get_secret_value()
    offset = timedelta(seconds=settings.clock_offset_seconds)
    move_clock(offset)
    database = Database(url, settings.web_pool_size, name=f"{service} web", offset=offset)
    work = Database(url, settings.handler_pool_size, name=f"{service} worker", offset=offset)
    storage = Storage(settings.storage_url, holds=settings.clamav_url is not None)
    host = own_host(settings.files_url, settings.public_url)
    files_at = settings.files_url if host else ""
    links = FileLinks(service, settings.files_key.get_secret_value(), files_at, holds=storage.holds)
    sealer = Sealer([key.get_secret_value() for key in settings.secrets_key])
    web = make_app(service)
    if host:
        web.add_middleware(FilesHost, host=host)
    previews = Previews(storage)
    web.include_router(file_door(service, links, storage, database, previews))
    find = find_person(database) if find_person else KnownPeople(database).find
    limiter = web.state.limiter = Limiter(database)
    keys, limit = verification_keys(settings.auth_public_keys), agents_limit(settings)
    web.state.gate = Gate(keys, find, settings.public_url, limiter, limit)
    web.state.database, web.state.storage, web.state.links = database, storage, links
    web.state.sealer, web.state.settings, web.state.open_uow = sealer, settings, open_uow
    return Foundation(database, work, open_uow, storage, links, previews, sealer, web)


def agents_limit(settings: CommonSettings) -> Limit:
    """What one signed-in person may ask of one service: far above work by hand, a brake for a broken script."""
    per_second = settings.requests_per_person_per_second
    return Limit("person", per_second, burst=5 * per_second, chunk=max(1.0, per_second / 4))


async def open_uow(request: Request) -> AsyncIterator[Any]:
    """The dependency that gives a route the service's unit of work.

    Use it as `Depends(open_uow, scope="function")`: then it commits before the answer leaves.
    """
    async with own_uow(request) as uow:
        yield uow


def own_uow(request: Request) -> Any:
    """The service's unit of work for a route that has slow work to do first, or shows its page again when refused."""
    return request.app.state.open_uow(request.app.state.database)


def opening(request: Request) -> Callable[[], Any]:
    """What opens units of work for a route that needs one for each of many things."""
    return lambda: own_uow(request)


async def open_session(request: Request) -> AsyncIterator[AsyncSession]:
    """The dependency that gives a route a session for reading."""
    async with request.app.state.database.session() as session:
        yield session


Session = Annotated[AsyncSession, Depends(open_session, scope="function")]
