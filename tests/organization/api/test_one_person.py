"""One person, however their address is written: at every door that takes one."""

from collections.abc import Callable

import pytest

from tests.organization.conftest import Browser

WAYS = ("rita@bücher.example", "Rita@BÜCHER.example", "rita@xn--bcher-kva.example", " rita@bücher.example ")
NEW = "other horses run"


@pytest.fixture
async def rita(owner: Browser) -> dict:
    answer = await owner.post("/api/people", json={"name": "Rita", "email": WAYS[0], "password": NEW})
    assert answer.status_code == 201, answer.text
    return answer.json()


@pytest.mark.parametrize("email", WAYS)
async def test_people_sign_in_however_they_write_their_address(
    rita: dict, browser: Callable[..., Browser], email: str
):
    typed = {"email": email, "password": NEW}
    assert (await browser().post("/auth/sign-in", json=typed)).status_code == 200
    assert (await browser().post("/auth/sign-in", data=typed)).status_code == 303


@pytest.mark.parametrize("email", WAYS)
async def test_the_address_is_taken_however_it_is_written(rita: dict, owner: Browser, email: str):
    again = await owner.post("/api/people", json={"name": "Another", "email": email})
    assert (again.status_code, again.json()["code"]) == (409, "email_taken")
