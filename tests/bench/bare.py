"""What the same machine does without any of our code: bare endpoints on Starlette and asyncpg.

Run as `python -m tests.bench.bare <port> <dsn>`.
"""

import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from uuid import uuid4

import asyncpg
import uvicorn
from pydantic_core import from_json, to_json
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

TABLE = (
    "CREATE TABLE IF NOT EXISTS bare (id uuid PRIMARY KEY, title text, body text, email text, at timestamptz)"
)


async def insert(request: Request) -> Response:
    """One INSERT in a transaction of its own."""
    form = from_json(await request.body())
    made = uuid4()
    await request.app.state.pool.execute(
        "INSERT INTO bare VALUES ($1, $2, $3, $4, now())", made, form["title"], form["body"], form["email"]
    )
    return Response(to_json({"reference": made}), 202, media_type="application/json")


async def select(request: Request) -> Response:
    """Fifty rows by an index, as JSON."""
    rows = await request.app.state.pool.fetch(
        "SELECT id, number, desk_id, title, status, priority, requester_email, requester_name, assignee_id,"
        " snoozed_until, created_at, updated_at, version FROM tickets WHERE status <> 'resolved'"
        " ORDER BY updated_at DESC, id DESC LIMIT 50"
    )
    return Response(to_json([dict(row) for row in rows]), media_type="application/json")


def application(dsn: str) -> Starlette:
    """Both endpoints."""

    @asynccontextmanager
    async def lifespan(app: Starlette) -> AsyncIterator[None]:
        app.state.pool = await asyncpg.create_pool(dsn, min_size=10, max_size=10)
        await app.state.pool.execute(TABLE)
        yield
        await app.state.pool.close()

    routes = [Route("/insert", insert, methods=["POST"]), Route("/select", select)]
    return Starlette(routes=routes, lifespan=lifespan)


if __name__ == "__main__":
    uvicorn.run(
        application(sys.argv[2]),
        port=int(sys.argv[1]),
        http="httptools",
        loop="uvloop",
        access_log=False,
        log_level="warning",
    )
