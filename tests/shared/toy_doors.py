"""A toy application that has nothing but what all services have, to try manners and bounds of every door on."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from types import SimpleNamespace
from typing import Annotated

import httpx
from fastapi import APIRouter, FastAPI, Query, Request, UploadFile
from pydantic import BaseModel, Field
from starlette.responses import StreamingResponse

from shared.auth import CurrentPerson, Person
from shared.errors import Conflict, Unauthorized
from shared.web import Form, IfSeen, make_app, takes_files

HTML = {"accept": "text/html,application/xhtml+xml"}


class Filters(BaseModel):
    status: str = ""


NO_FILTERS = Filters()


class Thing(Form):
    name: str
    ids: Annotated[list[int], Field(max_length=50)] = []


class NoGate:
    """Lets nobody in but who has the token `good`."""

    async def admit(self, request: Request) -> Person:
        if request.headers.get("authorization") != "Bearer good":
            raise Unauthorized
        return SimpleNamespace(role="agent")  # type: ignore[return-value]


doors = APIRouter()


@doors.get("/api/things")
async def find(q: str = "all", filters: Annotated[Filters, Query()] = NO_FILTERS) -> dict[str, str]:
    return {"q": q, "status": filters.status}


@doors.get("/api/endless")
async def endless() -> StreamingResponse:
    async def beat() -> AsyncIterator[bytes]:
        while True:
            yield b"beat\n"
            await asyncio.sleep(0)

    return StreamingResponse(beat(), media_type="text/event-stream")


@doors.post("/api/things")
async def make(form: Thing) -> Thing:
    return form


@doors.put("/api/things/1")
async def change(seen: IfSeen) -> dict[str, int]:
    seen.check(3)
    return {"version": 3}


@doors.put("/api/things/{thing_id}")
async def make_there(thing_id: int, seen: IfSeen) -> dict[str, int]:
    seen.check(None)
    return {"version": thing_id}


@doors.post("/api/files")
@takes_files
async def for_the_team(file: UploadFile, person: CurrentPerson) -> int:
    return file.size or 0


@doors.post("/open/files")
@takes_files
async def for_all(file: UploadFile) -> int:
    return file.size or 0


@doors.post("/open/form")
async def form(file: UploadFile) -> int:
    return file.size or 0


@doors.get("/pages/broken")
async def broken() -> None:
    raise RuntimeError("secret words")


@doors.get("/pages/refused/{token}")
async def refused(token: str) -> None:
    raise Conflict("It is closed already.")


def application() -> FastAPI:
    app = make_app("toy")
    app.include_router(doors)
    app.state.gate = NoGate()
    app.state.settings = SimpleNamespace(public_url="https://desk.example.com", metrics_token=None)
    return app


@asynccontextmanager
async def a_client(host: str = "127.0.0.1") -> AsyncIterator[httpx.AsyncClient]:
    """Somebody who asks it, from this machine or from another `host`."""
    transport = httpx.ASGITransport(application(), raise_app_exceptions=False, client=(host, 1))
    async with httpx.AsyncClient(transport=transport, base_url="https://desk.example.com") as made:
        yield made
