"""A mail as it was designed: in a frame in which nothing acts, and that fetches nothing until somebody asks."""

import re

import httpx
import pytest
from sqlalchemy import cast, update
from sqlalchemy.dialects.postgresql import JSONB
from starlette.requests import Request

from services.notifications.panel import framed
from services.notifications.tables import emails
from shared.contracts.parts import DeskState
from tests.notifications.conftest import Mail
from tests.notifications.incoming.letters import a_mail
from tests.notifications.incoming.test_answers import taken_in
from tests.notifications.panel.conftest import newest
from tests.tickets.panel.page import read

POLICY = "Content-Security-Policy"
MAY = "allow-popups allow-popups-to-escape-sandbox"


@pytest.mark.attack("A1")
async def test_nothing_that_acts_or_reports_is_in_the_frame(http: httpx.AsyncClient, designed: str):
    for asked in ("", "?pictures=1"):
        html = (await http.get(f"{designed}/html{asked}")).text
        assert "Pallet <b>labels</b>" in html
        assert "color:#123456" in html
        for hostile in (
            "steal", "<script", "onerror", "onload", "javascript:", "http-equiv", "<form", "<input", "<svg", "<iframe",
            "<object", "<link", "evil.example", "position",
        ):  # fmt: skip
            assert hostile not in html, hostile
        assert re.findall(r"<base[^>]*>", html) == ['<base target="_blank">']


@pytest.mark.attack("A1")
async def test_the_headers_shut_the_frame(http: httpx.AsyncClient, designed: str):
    answer = await http.get(f"{designed}/html")
    rules: dict[str, str] = {}
    for rule in answer.headers[POLICY].split(";"):
        name, _, value = rule.strip().partition(" ")
        rules[name] = value
    assert (rules["sandbox"], rules["default-src"], rules["style-src"]) == (MAY, "'none'", "'unsafe-inline'")
    assert (
        rules["img-src"]
        == f"data: {http.base_url.scheme}://{http.base_url.netloc.decode()}/files/notifications/"
    )
    assert (rules["base-uri"], rules["form-action"], rules["frame-ancestors"]) == (
        "'none'",
        "'none'",
        "'self'",
    )
    assert answer.headers["referrer-policy"] == "no-referrer"
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["content-type"] == "text/html; charset=utf-8"


@pytest.mark.attack("A1", "A19")
async def test_pictures_from_elsewhere_wait_until_they_are_asked_for(http: httpx.AsyncClient, designed: str):
    waiting = await http.get(f"{designed}/html")
    asked = await http.get(f"{designed}/html?pictures=1")
    assert 'src="http' not in waiting.text.replace("data-remote-src", "waiting")
    assert ' src="https://tracker.example/p.gif"' in asked.text
    assert "https:" not in waiting.headers[POLICY]
    assert asked.headers[POLICY].partition("img-src ")[2].partition(";")[0].endswith(" https:")
    page = read((await http.get(f"{designed}?view=html")).text)
    assert page.one("iframe")["src"] == f"{designed}/html"
    assert page.one("iframe")["sandbox"] == MAY
    page = read((await http.get(page.one("a", says="Load the pictures")["href"])).text)
    assert page.one("iframe")["src"] == f"{designed}/html?pictures=1"
    assert page.all("a", says="Load the pictures") == []


async def test_a_picture_that_came_with_the_mail_is_shown(http: httpx.AsyncClient, designed: str):
    html = (await http.get(f"{designed}/html")).text
    assert "cid:" not in html
    shown, gone = read(html).one("img", alt="logo"), read(html).one("img", alt="gone")
    assert (await http.get(shown["src"])).content == b"\x89PNG\r\n\x1a\n"
    assert "src" not in gone.attributes


@pytest.mark.attack("A1")
async def test_what_older_rules_let_through_is_cleaned_by_the_present_ones(
    mail: Mail, http: httpx.AsyncClient, designed: str
):
    let_through = (
        '<p>Words</p><script>steal()</script><img alt="pixel" data-remote-src="https://t.example/p.gif">'
    )
    older = emails.c.parsed + cast({"html": let_through, "html_version": "0"}, JSONB)
    async with mail.service.database.session() as session:
        await session.execute(update(emails).values(parsed=older))
        await session.commit()
    html = (await http.get(f"{designed}/html")).text
    assert "<p>Words</p>" in html
    assert "steal" not in html
    assert read(html).one("img")["data-remote-src"] == "https://t.example/p.gif"


@pytest.mark.usefixtures("keeps")
async def test_a_mail_of_text_alone_has_no_frame(mail: Mail, http: httpx.AsyncClient, desk: DeskState):
    await taken_in(mail, desk.id, a_mail())
    page = await newest(http)
    assert (await http.get(f"{page}/html")).status_code == 404
    assert "iframe" not in (await http.get(f"{page}?view=html")).text


def test_words_that_look_like_a_picture_stay_words():
    words = '&lt;img data-remote-src="https://x.example/"&gt; data-remote-src="https://y.example/"'
    assert words in framed.document(words, {}, "<title>", remote=True)
    assert "<title>&lt;title&gt;</title>" in framed.document("", {}, "<title>", remote=False)
    assert framed.waiting(words) == 0


@pytest.mark.parametrize("host", ["x;script-src *", "a b", "a/b", "x'"])
@pytest.mark.attack("A1")
def test_a_host_that_is_none_gets_no_place_in_the_policy(host: str):
    request = Request({"type": "http", "scheme": "http", "path": "/", "headers": [(b"host", host.encode())]})
    policy = framed.headers(request, remote=False)[POLICY]
    assert "img-src data:; base-uri" in policy
