"""A whole helpdesk with a desk, somebody's website, and a real Chromium that visits it."""

import os
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from shutil import which
from typing import Any

import pytest
from playwright.async_api import Browser, Locator, Page, Request, async_playwright

from tests.system import System, got, helpdesk, made
from tests.widget.browser.cut_line import Line, line_to
from tests.widget.browser.website import Website, website

LARGE = Random(7).randbytes(4 * 1024 * 1024)
CHROMIUM = which("chromium") or which("google-chrome")
STRICT = (
    "default-src 'none'; script-src {helpdesk}; connect-src {helpdesk}; style-src 'self'; img-src 'self';"
    " base-uri 'none'; require-trusted-types-for 'script'; trusted-types 'none'"
)


@dataclass
class Visit:
    """A page of the website in a browser, with all that it asked for and complained of."""

    page: Page
    helpdesk: str
    requests: list[Request] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)

    @property
    def launcher(self) -> Locator:
        return self.page.locator(".launcher")

    @property
    def dialog(self) -> Locator:
        return self.page.get_by_role("dialog")

    def asked(self, method: str = "") -> list[str]:
        """Paths that the helpdesk was asked for, in order."""
        mine = [each for each in self.requests if each.url.startswith(self.helpdesk)]
        return [each.url.removeprefix(self.helpdesk) for each in mine if method in ("", each.method)]

    def note(self, request: Request) -> None:
        """Keep what was asked for."""
        self.requests.append(request)

    async def open(self) -> None:
        await self.launcher.click()
        await self.dialog.get_by_role("textbox").first.wait_for()

    async def write(self, **typed: str) -> None:
        """Type into the form, by the ids of its fields."""
        for name, words in ({"title": "Printer on fire", "email": "rita@example.com"} | typed).items():
            await self.dialog.locator(f"#{name}").fill(words)


@pytest.fixture(scope="package")
async def system(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[System]:
    async with helpdesk("up", tmp_path_factory.mktemp("widget-up")) as running:
        yield running


@pytest.fixture(scope="package")
async def desk(system: System) -> dict[str, Any]:
    """A desk with a category, a pale colour, a help text, and its public token."""
    async with system.owner() as owner:
        about = {"name": "Support", "number_pattern": "T-{{nr}}", "color": "#ffe9a8"}
        desk = await made(owner, "/api/desks", about | {"categories": [{"name": "Invoices"}]})
        path = f"/api/widget/desks/{desk['id']}"
        told = await got(owner, path)
        await owner.patch(
            path, json={"help_content": "Tell us the number of the invoice.", "verification": True}
        )
        return desk | {"desk_token": told["desk_token"]}


@pytest.fixture(scope="package")
async def secret(system: System, desk: dict[str, Any]) -> str:
    """What the website signs with."""
    async with system.owner() as owner:
        return (await made(owner, f"/api/widget/desks/{desk['id']}/secret", {}, status=200))["secret"]


@pytest.fixture(scope="package")
async def chromium() -> AsyncIterator[Browser]:
    if CHROMIUM is None and not os.environ.get("REQUIRE_SERVICES"):
        pytest.skip("Chromium is not installed: run `make test`")
    async with async_playwright() as driver:
        browser = await driver.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield browser
        await browser.close()


@pytest.fixture(scope="package")
def host() -> Iterator[Website]:
    with website() as server:
        yield server


@pytest.fixture
async def visit(chromium: Browser, system: System) -> AsyncIterator[Visit]:
    """A browser of somebody who has never been there; it may complain of nothing."""
    context = await chromium.new_context(locale="en-GB", reduced_motion="reduce")
    visit = Visit(await context.new_page(), system.url)
    visit.page.on("request", visit.note)
    visit.page.on("console", lambda said: visit.complaints.append(f"{said.type}: {said.text}"))
    visit.page.on("pageerror", lambda error: visit.complaints.append(f"error: {error}"))
    yield visit
    await context.close()


@pytest.fixture
async def line(system: System, visit: Visit) -> AsyncIterator[Line]:
    """What the browser reaches the helpdesk by."""
    async with line_to(system.url) as made:
        visit.helpdesk = made.url
        yield made


@pytest.fixture
def plan(tmp_path: Path) -> Path:
    """A large file."""
    path = tmp_path / "plan ‘ü’.bin"
    path.write_bytes(LARGE)
    return path


def snippet(visit: Visit, desk: dict[str, Any], more: str = "") -> str:
    """Our own embed code."""
    where = f'src="{visit.helpdesk}/helpdesk/desks/widget.js" data-desk="{desk["desk_token"]}"'
    return f"<script {where} {more} async></script>"


def strict(visit: Visit) -> str:
    """A policy without inline scripts, inline styles, and anything of anybody but the helpdesk."""
    return STRICT.format(helpdesk=visit.helpdesk)
