"""What the widget costs the page that has it, in a real Chromium: before it is opened, and until its form is seen."""

import statistics
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from shutil import which

from playwright.async_api import Browser, Page, async_playwright

from tests.bench.figures import Figure, at_most
from tests.bench.machine import Machine
from tests.system import System, got, helpdesk, made
from tests.widget.browser.website import Website, website

ROUNDS = 22
WORDS = "<p>What a shop says of itself.</p>" * 40
PLAIN = f"<!doctype html><html lang=en><title>Shop</title><body>{WORDS}"
NOTE_SHIFTS = """
    window.moved = 0;
    new PerformanceObserver((list) => { for (const each of list.getEntries()) window.moved += each.value; })
      .observe({ type: 'layout-shift', buffered: true });
"""
OPEN = """
    () => new Promise((done) => {
      const { shadowRoot } = document.querySelector('helpdesk-widget');
      const begun = performance.now();
      const look = () => shadowRoot.querySelector('form textarea')
        ? requestAnimationFrame(() => setTimeout(() => done(performance.now() - begun)))
        : requestAnimationFrame(look);
      shadowRoot.querySelector('.launcher').click();
      look();
    })
"""
"""Milliseconds from the click to the task after the first frame that has the form in it."""


PAGES = ("plain", "widget")


@dataclass
class Seen:
    """Of each visit: milliseconds of the main thread until the page rests, and of opening; how far the page moved."""

    busy: dict[str, list[float]] = field(default_factory=lambda: {each: [] for each in PAGES})
    scripts: list[float] = field(default_factory=list)
    opening: list[float] = field(default_factory=list)
    moved: float = 0.0


async def measure(machine: Machine) -> AsyncIterator[Figure]:
    """The same page without and with the widget, in turn, each visit in a fresh context."""
    folder = machine.folder / "widget-page"
    folder.mkdir()
    async with helpdesk("up", folder) as system, async_playwright() as driver:
        browser = await driver.chromium.launch(executable_path=which("chromium"), args=["--no-sandbox"])
        with website() as host:
            seen = await _visits(browser, host, await _snippet(system))
        await browser.close()
    plain, widget = (statistics.median(seen.busy[each]) for each in PAGES)
    whole = f"page without it {plain:.1f} ms, with it {widget:.1f} ms"
    yield at_most("widget not opened: main thread", max(widget - plain, 0), "ms", 5, whole)
    opening, script = statistics.median(seen.opening), statistics.median(seen.scripts)
    told = (
        f"scripts of the page that is not opened {script:.1f} ms, slowest opening {max(seen.opening):.0f} ms"
    )
    yield at_most("widget: scripts and click to first paint of the form", script + opening, "ms", 100, told)
    yield at_most("widget: the page is moved", seen.moved, "shift", 0, f"{len(PAGES) * ROUNDS} visits")


async def _snippet(system: System) -> str:
    async with system.owner() as owner:
        desk = await made(owner, "/api/desks", {"name": "Bench", "number_pattern": "B-{{nr}}"})
        token = (await got(owner, f"/api/widget/desks/{desk['id']}"))["desk_token"]
    return f'<script src="{system.url}/helpdesk/desks/widget.js" data-desk="{token}" async></script>'


async def _visits(browser: Browser, host: Website, snippet: str) -> Seen:
    addresses = {"plain": host.show("/plain", PLAIN), "widget": host.show("/", PLAIN + snippet)}
    seen = Seen()
    for number in range(len(PAGES) * (ROUNDS + 1)):
        which_page = PAGES[number % len(PAGES)]
        context = await browser.new_context(reduced_motion="reduce")
        page = await context.new_page()
        await page.add_init_script(NOTE_SHIFTS)
        found = await _visit(page, addresses[which_page], has_widget=which_page == "widget")
        # The first visits of a browser are none that one can compare.
        if number >= len(PAGES):
            _note(seen, which_page, found)
        await context.close()
    return seen


async def _visit(page: Page, address: str, *, has_widget: bool) -> dict[str, float]:
    probe = await page.context.new_cdp_session(page)
    # The processor's time, not the clock's: others on the machine take none of it.
    await probe.send("Performance.enable", {"timeDomain": "threadTicks"})
    await page.goto(address)
    # Nothing is asked of the page before: a driver's own questions would be counted.
    await page.wait_for_load_state("networkidle")
    told = await probe.send("Performance.getMetrics")
    metrics = {each["name"]: each["value"] * 1000 for each in told["metrics"]}
    found = {"busy": metrics["TaskDuration"], "scripts": metrics["ScriptDuration"]}
    if has_widget:
        found["opening"] = await page.evaluate(OPEN)
    return found | {"moved": await page.evaluate("window.moved")}


def _note(seen: Seen, which_page: str, found: dict[str, float]) -> None:
    seen.busy[which_page].append(found["busy"])
    seen.moved += found["moved"]
    if "opening" in found:
        seen.opening.append(found["opening"])
        seen.scripts.append(found["scripts"])
