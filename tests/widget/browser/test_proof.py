"""Browsers solve the server's puzzles beside their page, which stays quick; who cannot says so."""

import json
import time
from base64 import b64encode
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from altcha import create_challenge, verify_solution
from playwright.async_api import Browser, Page, Request, Route

from services.widget.intake.proofs import ALGORITHM, PREFIX, ROUNDS
from tests.widget.browser.test_widget import go, ticket_called

SOURCE = Path(__file__).parents[3] / "services" / "widget" / "browser" / "more" / "proof.js"
MODULE = f"data:text/javascript;base64,{b64encode(SOURCE.read_bytes()).decode()}"
KEY = b"the key of a test"
PROVE = "async ([module, challenge]) => (await import(module)).prove(challenge)"
PROVE_AND_LOOK = """async ([module, challenge]) => {
  const { prove } = await import(module);
  let last = performance.now(), turns = 0, longest = 0;
  const tick = setInterval(() => {
    const now = performance.now();
    turns += 1;
    longest = Math.max(longest, now - last);
    last = now;
  });
  const begun = performance.now();
  const proof = await prove(challenge);
  clearInterval(tick);
  return { proof, turns, longest, took: performance.now() - begun };
}"""
PROVE_AND_STOP = """async ([module, challenge]) => {
  const { prove } = await import(module);
  return prove(challenge, AbortSignal.timeout(50)).catch((error) => error.name);
}"""


def challenge(prefix: str = PREFIX) -> dict[str, Any]:
    made = create_challenge(
        ALGORITHM, ROUNDS, key_prefix=prefix, expires_at=int(time.time()) + 60, hmac_secret=KEY
    )
    return made.to_dict()


@pytest.fixture
async def page(chromium: Browser) -> AsyncIterator[Page]:
    """A page of nobody, at whatever address it is asked for."""
    page = await chromium.new_page()

    async def empty(route: Route) -> None:
        await route.fulfill(content_type="text/html", body="<!doctype html><title>Empty</title>")

    await page.route("**/*", empty)
    await page.goto("http://localhost/")
    yield page
    await page.close()


async def test_the_puzzle_is_solved_while_the_page_goes_on(page: Page):
    found = await page.evaluate(PROVE_AND_LOOK, [MODULE, challenge()])
    assert verify_solution(found["proof"], KEY).verified
    print(f"solved in {found['took']:.0f} ms, {found['turns']} turns, {found['longest']:.0f} ms the longest")
    # A page that solved it by itself would have had no turn at all.
    assert found["turns"] >= found["took"] / 100


async def test_each_puzzle_has_its_own_solution(page: Page):
    proofs = [await page.evaluate(PROVE, [MODULE, challenge()]) for _ in range(3)]
    assert all(verify_solution(proof, KEY).verified for proof in proofs)
    assert len(set(proofs)) == 3


async def test_a_page_without_cryptography_says_so(page: Page):
    await page.goto("http://shop.example/")
    assert await page.evaluate(PROVE, [MODULE, challenge()]) == "none"


async def test_a_kind_of_puzzle_of_tomorrow_is_left_to_people(page: Page):
    assert await page.evaluate(PROVE, [MODULE, {"parameters": {"algorithm": "ARGON2ID"}}]) == "none"


async def test_the_work_can_be_stopped(page: Page):
    assert await page.evaluate(PROVE_AND_STOP, [MODULE, challenge("00" * 16)]) == "TimeoutError"


async def test_the_widget_sends_the_same_words_once_more_with_the_proof(visit, host, desk, system):
    page = await go(visit, host, desk)
    sent: list[Request] = []

    async def ask_for_proof(route: Route) -> None:
        sent.append(route.request)
        if len(sent) > 1:
            await route.continue_()
            return
        problem = {"code": "proof_needed", "title": "Prove it", "challenge": challenge()}
        allowed = {"Access-Control-Allow-Origin": "*"}
        await route.fulfill(status=428, headers=allowed, json=problem)

    await page.route("**/tickets", ask_for_proof)
    await visit.open()
    await visit.write(title="Under load", body="The printer burns.")
    await visit.dialog.get_by_role("button", name="Send").click()
    await visit.dialog.locator(".number").wait_for()
    first, second = (json.loads(each.post_data or "") for each in sent)
    assert verify_solution(second.pop("proof"), KEY).verified
    assert first == second
    assert len({each.headers["idempotency-key"] for each in sent}) == 1
    assert len(await ticket_called(system, "Under load")) == 1
