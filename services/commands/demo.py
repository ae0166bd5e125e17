"""`helpdesk demo`: an empty installation gets two desks, people, tickets and a task, through the front door."""

from typing import Any

import httpx
from rich.console import Console

from services.commands.environment import DEMO_EMAIL, DEMO_PASSWORD, Environment, given
from services.commands.progress import progress_bar
from services.commands.reach import reason
from services.commands.running import database_of
from services.local.processes import CannotStart
from services.tickets.crowd.settling import SIDE_BY_SIDE, settle

console = Console(stderr=True)

PEOPLE = (
    {"name": "Marta Wolska", "email": "marta@example.com", "role": "agent", "password": DEMO_PASSWORD},
    {"name": "Priya Nair", "email": "priya@example.com", "role": "agent", "password": DEMO_PASSWORD},
)
DESKS = (
    {
        "name": "Customer Support",
        "description": "Questions and problems of people who use the product",
        "color": "petrol",
        "number_pattern": "SUP-{{yy}}-{{nr-y:3}}",
        "categories": [
            {"name": "Technical problem", "color": "brick"},
            {"name": "General question", "color": "moss"},
            {"name": "Feature request", "color": "plum"},
        ],
    },
    {
        "name": "Orders",
        "description": "Invoices and deliveries",
        "color": "ochre",
        "number_pattern": "#ORD-{{nr:4}}",
    },
)
INQUIRIES = (
    {
        "title": "Export stops at 10,000 rows",
        "body": "The CSV export of our contacts ends after exactly 10,000 rows, **without** an error.",
        "email": "ingrid@example.org",
        "name": "Ingrid Halvorsen",
        "priority": "high",
    },
    {
        "title": "How do I add a colleague?",
        "body": "I cannot find where to invite somebody.",
        "email": "tomasz@example.org",
        "name": "Tomasz Zieliński",
    },
    {
        "title": "Sign-in link has expired",
        "body": "The link in the welcome mail says it is no longer valid.",
        "email": "lea@example.org",
        "name": "Léa Dubois",
        "priority": "urgent",
    },
)


class SignInRefused(CannotStart):
    """The owner has another password, so this installation is nobody's first start."""


async def run(url: str, tickets: int, unresolved: float) -> None:
    """Fill the installation at `url`, signing in with the owner's credentials; then add invented tickets."""
    async with httpx.AsyncClient(base_url=url, timeout=30, headers={"Origin": url}) as http:
        if await fill_if_empty(http, given()):
            console.print("Demo data is in.")
        elif not tickets:
            console.print("There are desks already: nothing was added.")
    if tickets:
        await add_crowd(tickets, unresolved)


async def add_crowd(tickets: int, unresolved: float) -> None:
    """So many invented tickets, shared out over all desks, straight into the database of this installation."""
    with progress_bar(console) as progress:
        task = progress.add_task("Tickets", total=tickets)
        try:
            async with database_of("tickets", SIDE_BY_SIDE) as database:
                await settle(database, tickets, unresolved, lambda more: progress.advance(task, more))
        except LookupError as error:
            raise CannotStart(f"No tickets were added: {error}.") from error
    console.print(f"{tickets:,} tickets are in.")


async def fill_if_empty(http: httpx.AsyncClient, environment: Environment) -> bool:
    """Add the demo data unless there is a desk; raises CannotStart with one line if it cannot."""
    try:
        await _sign_in(http, environment)
        if (await http.get("/api/desks")).raise_for_status().json()["items"]:
            return False
        await _fill(http, environment)
    except (httpx.HTTPError, ValueError, LookupError) as error:
        raise CannotStart(f"no demo data, {http.base_url} answers: {reason(error)}") from error
    return True


async def _sign_in(http: httpx.AsyncClient, environment: Environment) -> None:
    email = environment.get("HELPDESK_ADMIN_EMAIL", DEMO_EMAIL)
    password = environment.get("HELPDESK_ADMIN_PASSWORD", DEMO_PASSWORD)
    answer = await http.post("/auth/sign-in", json={"email": email, "password": password})
    if answer.status_code == httpx.codes.UNAUTHORIZED:
        raise SignInRefused(
            f"{email} has another password: set HELPDESK_ADMIN_EMAIL and HELPDESK_ADMIN_PASSWORD to an owner's."
        )
    # By hand: a cookie that is meant for https is sent to this machine's own http address too.
    cookies = answer.raise_for_status().cookies
    http.headers["cookie"] = "; ".join(f"{name}={value}" for name, value in cookies.items())


async def _fill(http: httpx.AsyncClient, environment: Environment) -> None:
    people = [await _post(http, "/api/people", person) for person in PEOPLE]
    group = {"name": "Second line", "description": "", "member_ids": [people[1]["id"]]}
    await _post(http, "/api/groups", group)
    desks = [await _post(http, "/api/desks", desk) for desk in DESKS]
    await _give_mailbox(http, desks[0], environment)
    tickets = [await _submit(http, desks[0], inquiry) for inquiry in INQUIRIES]
    await _work_on(http, tickets, people)
    order = {
        "desk_id": desks[1]["id"],
        "title": "Invoice 2026/118 has the old address",
        "body": "Please send it again.",
    }
    await _post(
        http, "/api/tickets", order | {"requester": {"email": "office@example.org", "name": "Office"}}
    )


async def _give_mailbox(http: httpx.AsyncClient, desk: dict[str, Any], environment: Environment) -> None:
    smtp = {
        "host": "127.0.0.1",
        "port": int(environment.get("HELPDESK_SMTP_CATCHER_PORT", "1025")),
        "tls": "none",
    }
    mailbox = {"address": "support@example.com", "name": desk["name"], "smtp": smtp, "open_tickets": True}
    (await http.put(f"/api/mail/desks/{desk['id']}/mailbox", json=mailbox)).raise_for_status()


async def _submit(http: httpx.AsyncClient, desk: dict[str, Any], inquiry: dict[str, Any]) -> dict[str, Any]:
    token = (await http.get(f"/api/widget/desks/{desk['id']}")).raise_for_status().json()["desk_token"]
    receipt = await _post(http, f"/widget/v1/desks/{token}/tickets", inquiry)
    shown = await http.get(f"/widget/v1/tickets/{receipt['public_token']}", params={"wait": 20})
    number = shown.raise_for_status().json()["number"]
    return (await http.get(f"/api/desks/{desk['id']}/tickets/{number}")).raise_for_status().json()


async def _work_on(
    http: httpx.AsyncClient, tickets: list[dict[str, Any]], people: list[dict[str, Any]]
) -> None:
    export, colleague, _ = (f"/api/tickets/{ticket['id']}" for ticket in tickets)
    assignee = {"kind": "agent", "id": people[0]["id"]}
    (await http.put(f"{export}/assignee", json=assignee)).raise_for_status()
    await _post(http, f"{export}/notes", {"body": "Looks like the page limit of the export job."})
    answer = {"body": "Thank you, we can see it here too and are looking for the cause.", "then": "wait"}
    await _post(http, f"{export}/comments", answer)
    task = await _post(
        http, "/api/tasks", {"title": "Export more than 10,000 rows", "responsible": "Priya Nair"}
    )
    (await http.put(f"{export}/tasks/{task['id']}")).raise_for_status()
    help_text = "Open **Settings**, then *People*, and choose *Invite*."
    await _post(http, f"{colleague}/comments", {"body": help_text, "then": "resolve"})


async def _post(http: httpx.AsyncClient, path: str, body: dict[str, Any]) -> dict[str, Any]:
    return (await http.post(path, json=body)).raise_for_status().json()
