"""Pictures are shown small, from addresses of ours, beside everything else that is a download."""

import pytest

from tests.shared.test_previews import a_picture
from tests.tickets.panel.page import read


@pytest.fixture
async def files(http, ticket) -> list[dict]:
    """A picture, a picture in name only, and a text, on a note."""
    brought = [("a.png", a_picture()), ("b.png", b"<svg onload='a()'/>"), ("c.png", a_picture()[:80])]
    kept = [await http.post("/api/files", files={"file": each}) for each in brought]
    form = {"body": "See.", "attachment_ids": [each.json()["id"] for each in kept]}
    assert (await http.post(f"/api/tickets/{ticket['id']}/notes", json=form)).status_code == 201
    return [each.json() for each in kept]


async def test_a_picture_is_shown_small_and_leads_to_the_file(http, ticket, files):
    page = read((await http.get(f"/panel/tickets/{ticket['id']}")).text)
    first, second, third = page.all("a", class_="file")
    shown = first.one("img")
    assert shown["src"] == f"{first['href']}/preview"
    got = await http.get(shown["src"])
    assert (got.status_code, got.headers["content-type"]) == (200, "image/webp")
    assert got.headers["content-security-policy"] == "sandbox; default-src 'none'"
    assert got.headers["x-content-type-options"] == "nosniff"
    assert second.all("img") == []
    assert (await http.get(third.one("img")["src"])).status_code == 404


async def test_what_is_no_picture_has_no_preview_at_any_address(http, files):
    assert [bool(each["preview"]) for each in files] == [True, False, True]
    answers = [await http.get(f"{each['url']}/preview") for each in files]
    assert [each.status_code for each in answers] == [200, 404, 404]
    assert [each.json()["code"] for each in answers[1:]] == ["no_preview"] * 2


@pytest.mark.attack("A6")
async def test_nobody_gets_a_preview_by_a_changed_address(http, files):
    head, _, name = files[0]["url"].rpartition("/")
    for forged in (f"{head}/{name[:-2]}AA/preview", f"{head}/x/preview", f"{head}/{name}/original"):
        assert (await http.get(forged)).status_code == 404
