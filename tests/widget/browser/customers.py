"""Who is signed in at the website, what they wrote before, and what the team does with it."""

import hmac
import json
from hashlib import sha256
from typing import Any

from playwright.async_api import Page

from tests.system import System, got, made
from tests.widget.browser.conftest import Visit, snippet, strict
from tests.widget.browser.website import Page as Answer
from tests.widget.browser.website import Website

PAGE = (
    '<!doctype html><html lang="en"><title>Shop</title><main>Shop</main><script src="/who.js"></script>{code}'
)


def signed(secret: str, client: str) -> dict[str, str]:
    """A client as its website signs it, by the plain form."""
    signature = hmac.new(secret.encode(), client.encode(), sha256).hexdigest()
    return {
        "client_external_id": client,
        "user_email": f"{client.replace(' ', '.')}@example.com",
        "signature": signature,
    }


async def go_as(
    visit: Visit,
    host: Website,
    desk: dict[str, Any],
    who: dict[str, str],
    path: str = "/signed",
    more: str = "",
) -> Page:
    """Visit a page of the website that says who is signed in, under a policy without inline scripts."""
    said = f"const IntumHelpdeskWidget = {json.dumps(who)};"
    host.pages["/who.js"] = Answer(said, kind="text/javascript")
    policy = strict(visit).replace("script-src", "script-src 'self'")
    await visit.page.goto(host.show(path, PAGE.format(code=snippet(visit, desk, more)), policy))
    await visit.launcher.wait_for()
    return visit.page


async def written(
    system: System,
    desk: dict[str, Any],
    who: dict[str, str],
    title: str,
    body: str = "It burns.",
    **more: Any,
) -> dict[str, Any]:
    """A ticket of theirs, as the team finds it, with its `public_token`; `more` stands in the form, too."""
    client = {name: value for name, value in who.items() if name != "signature"}
    form = {"title": title, "body": body, "email": who["user_email"], "client": client} | more
    async with system.visitor() as visitor, system.owner() as owner:
        door = f"/widget/v1/desks/{desk['desk_token']}/tickets"
        receipt = await made(visitor, door, form | {"signature": who["signature"]}, status=202)
        shown = await got(visitor, f"/widget/v1/tickets/{receipt['public_token']}", wait=20)
        found = (await got(owner, "/api/tickets", q=title))["items"]
        (ticket,) = [each for each in found if (each["number"], each["title"]) == (shown["number"], title)]
        return ticket | {"public_token": receipt["public_token"]}


async def team_says(system: System, ticket: dict[str, Any], body: str, kind: str = "comments") -> None:
    """A public answer, or one of another `kind`."""
    async with system.owner() as owner:
        await made(owner, f"/api/tickets/{ticket['id']}/{kind}", {"body": body})


async def seen_by_team(system: System, ticket: dict[str, Any]) -> dict[str, Any]:
    """The ticket as it is now, with the texts of its `comments`."""
    async with system.owner() as owner:
        now = await got(owner, f"/api/tickets/{ticket['id']}")
        told = (await got(owner, f"/api/tickets/{ticket['id']}/timeline"))["items"]
        return now | {"comments": [each["body"] for each in told if each["kind"] == "comment"]}
