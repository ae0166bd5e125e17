"""A tiny service with invented data that renders the shell: for the tests, and to look at in a browser.

python -m uvicorn tests.panel_shell.sample:app --port 8010
"""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from fastapi import FastAPI, Request
from starlette.responses import Response, StreamingResponse

from shared.clock import utc_now
from shared.file_links import ShownFile
from shared.panel.pages import DeskNav, NavItem, Shell, mount_static, templates
from tests.builders import an_asker

PAGES = Path(__file__).parent / "pages"
BODY = (
    "Good morning,\n\nsince about eleven today every invoice we issue comes out without the bank account line "
    "at the bottom.\nEverything before that is fine, and nobody here has touched the settings.\n\n"
    "I attach one from 10:52 (good) and one from 11:03 (bad)."
)
REPLY = (
    "Hello Ingrid, thank you for the two PDFs, they show it clearly. We can reproduce it and a developer is on it "
    "now. Until it is fixed you can choose Footer: classic when issuing; that template still prints the account."
)


@dataclass(frozen=True)
class Row:
    """One invented ticket."""

    id: str
    title: str
    status: str
    priority: str
    requester: str
    minutes: int
    assignees: tuple[tuple[str, bool], ...] = ()
    unread: bool = False
    late: bool = False
    draft: bool = False
    woken: bool = False
    task: bool = False
    files: bool = False

    @property
    def number(self):
        return f"SUP-2026-{self.id}"

    @property
    def at(self):
        return utc_now() - timedelta(minutes=self.minutes)


def file(name: str, size: int) -> ShownFile:
    """One invented attachment."""
    return ShownFile(name, size, url="/files/1", state="ready", preview="", reason="")


MARTA, PRIYA, TIER = ("Marta Wolska", False), ("Priya Raman", False), ("Integrations", True)
TICKETS = [
    Row("2431", "Invoices issued after 11:00 are missing the bank account line", "in_progress", "urgent",
        "Ingrid Halvorsen, Halden Marine", 6, (MARTA,), unread=True, task=True, files=True),
    Row("2430", "Stock export to CSV drops products with a comma in the name", "open", "high",
        "Dele Okafor, Okafor Logistics", 14, unread=True),
    Row("2429", "Can’t sign in after changing my phone", "open", "normal", "Claire Moreau, Atelier Moreau", 31,
        unread=True),
    Row("2428", "Please add a second VAT number to our account", "in_progress", "normal",
        "Karolina Sobol, Grupa Sobol", 48, (PRIYA,)),
    Row("2427", "Webhook for paid invoices fires twice", "waiting", "high", "Sam Brightwell", 64, (TIER,),
        task=True, files=True),
    Row("2426", "What would 15 more users cost until December?", "in_progress", "low", "Noor van Dijk", 80,
        (("Jonas Lindqvist", False),)),
    Row("2425", "Label printer turns every label by 90°", "resolved", "normal", "Piotr Zalewski", 130,
        (("Tomasz Kurek", False),), files=True),
    Row("2391", "Mobile app signs me out every morning", "open", "normal", "Owen Achterberg", 140, (MARTA,),
        unread=True, woken=True),
    Row("2422", "Two invoices carry the same number, FV/06/118", "open", "urgent", "Rafał Pietrzak", 190, (MARTA,),
        late=True),
    Row("2415", "Import of 12,400 contacts stops at 8%", "open", "normal", "Yusuf Demir", 500, (TIER, MARTA),
        draft=True),
    Row("2414", "Signature image is stretched in the PDF", "waiting", "low", "Harriet Cole", 3000, (PRIYA,)),
]  # fmt: skip
VIEWS = (
    ("active", "Active", "inbox", 31, False),
    ("to-assign", "To Assign", "tray", 5, True),
    ("mine", "Mine", "user", 6, True),
    ("my-groups", "My groups", "users", 4, False),
    ("waiting", "Waiting", "pause", 7, False),
    ("snoozed", "Snoozed", "clock", 9, False),
    ("resolved", "Resolved", "check", 2391, False),
    ("tell-customer", "Tell the customer", "send", 2, True),
    ("all", "All", "stack", 2431, False),
)


def a_shell(current: str = "active") -> Shell:
    """A rail with four desks, the first one open."""
    views = tuple(
        NavItem(key, label, f"/list?view={key}", icon, n, hot) for key, label, icon, n, hot in VIEWS
    )
    return Shell(
        person=an_asker("admin", name="Marta Wolska"),
        time_zone="Europe/Warsaw",
        desks=(
            DeskNav("Customer Support", "petrol", "/list", views=views),
            DeskNav("Wsparcie PL", "brick", "/list", 18),
            DeskNav("Billing", "plum", "/list", 11),
            DeskNav("Internal IT", "slate", "/list", 3),
        ),
        manage=(
            NavItem("settings", "Desk settings", "/settings", "sliders"),
            NavItem("operations", "Operations", "/states", "pulse", 2, hot=True),
        ),
        current=current,
        search_url="/list?search=1",
        new_ticket_url="/settings",
        live_url="/panel/live",
    )


def ticket_context(title: str | None = None) -> dict[str, object]:
    """Everything the sample's ticket pages show."""
    return {
        "shell": a_shell(),
        "tickets": TICKETS,
        "current": "2431",
        "ticket": Row("2431", title or TICKETS[0].title, "in_progress", "urgent", "Ingrid Halvorsen", 40),
        "files": [file("invoice-10-52.pdf", 84_000), file("footer-missing.png", 1_812_000)],
        "body": BODY,
        "reply": REPLY,
        "mode": "comment",
        "draft": "",
        "composer_error": "",
        "people": [("Marta Wolska", 6), ("Priya Raman", 4), ("Tomasz Kurek", 7)],
        "presets": [
            ("tomorrow", "Tomorrow morning", "Wed 17 Jun, 08:00"),
            ("week", "Next week", "Mon 22 Jun, 08:00"),
        ],
    }


panel = templates(PAGES)
app = FastAPI()
mount_static(app)


@app.get("/list")
async def list_page(request: Request, title: str = "") -> Response:
    context = {**ticket_context(), "current": ""}
    if title == "none":
        context["tickets"] = []
    return panel.render(request, "shell_list.html", context, fragment="list_pane.html")


@app.get("/ticket")
async def ticket_page(request: Request, title: str = "", mode: str = "comment", draft: str = "") -> Response:
    context = {**ticket_context(title or None), "mode": mode, "draft": draft}
    return panel.render(request, "shell_ticket.html", context, fragment="conversation.html")


@app.get("/settings")
async def settings_page(request: Request) -> Response:
    return panel.render(request, "shell_settings.html", {"shell": a_shell("settings")}, status=422)


@app.get("/states")
async def states_page(request: Request) -> Response:
    return panel.render(request, "shell_states.html", {"shell": a_shell("operations")})


@app.get("/sign-in")
async def sign_in_page(request: Request) -> Response:
    return panel.render(request, "shell_sign_in.html", {})


@app.get("/missing")
async def missing_page(request: Request) -> Response:
    context = {"title": "Nothing here", "detail": "It was moved, or the link is wrong.", "back_url": "/list"}
    return panel.render(request, "error.html", context, status=404)


@app.get("/public")
async def public_page(request: Request, language: str = "en", color: str = "petrol") -> Response:
    desk = {"language": language, "company": "Kontora", "desk_name": "Customer Support", "desk_color": color}
    context = {**ticket_context(), **desk, "time_zone": "Europe/Warsaw"}
    context.pop("shell")
    return panel.render(request, "shell_public.html", context, public=True)


async def silence() -> AsyncIterator[str]:
    yield ": here\n\n"
    while True:
        await asyncio.sleep(15)
        yield ": still here\n\n"


@app.get("/panel/live")
async def live() -> StreamingResponse:
    return StreamingResponse(silence(), media_type="text/event-stream")


@app.post("/panel/tickets/{ticket_id}/{what}")
async def change(ticket_id: str, what: str) -> Response:
    key = {"comments": "comment_sent", "notes": "note_saved"}.get(what, "saved")
    return panel.redirect(f"/ticket?open={ticket_id}", flash=key)
