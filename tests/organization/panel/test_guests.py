"""A guest is never left on a page that is not theirs: every way in leads to one that says what they may do."""

from collections.abc import Callable

from tests.organization.conftest import Browser
from tests.tickets.panel.page import read

GUEST = "/panel/organization/guest"


async def test_a_guest_who_is_signed_in_is_sent_to_their_page_and_signs_out_there(guest: Browser):
    for way_in in ("/auth/sign-in", "/auth/sign-in?next=/"):
        assert (await guest.get(way_in)).headers["location"] == GUEST
    own = await guest.get("/auth/sign-in?next=/panel/organization/me")
    assert own.headers["location"] == "/panel/organization/me"
    form = read((await guest.get(GUEST)).text).form("/auth/sign-out")
    answer = await guest.post(form["action"], data={}, headers={"accept": "text/html"})
    assert answer.headers["location"] == "/auth/sign-in"
    assert (await guest.get("/api/me")).status_code == 401


async def test_the_page_of_guests_is_for_those_who_are_signed_in(browser: Callable[..., Browser]):
    answer = await browser().get(GUEST)
    assert (answer.status_code, answer.headers["location"].partition("?")[0]) == (303, "/auth/sign-in")
