"""The widget's script as websites get it: its forms, how long it may be kept, who may have it, the code that names it."""

import gzip
import re

import pytest
from starlette.responses import Response

from services.widget.doors.embed import widget_code, widget_code_with_customer
from services.widget.doors.scripts import BUILT, FILES, FOLDER, BuiltFiles
from shared.errors import NotFound

PATH = "/helpdesk/desks/widget.js"


def answered(
    accepted: str = "", known: str = "", version: str | None = None, name: str = "widget.js"
) -> Response:
    return FILES.find(name).answer(accepted, known, version)


@pytest.mark.parametrize(
    ("accepted", "coding"),
    [
        ("gzip, deflate, br, zstd", "br"),
        ("gzip;q=1.0, br;q=0", "gzip"),
        ("br; q=0.0, gzip; q=0.5", "gzip"),
        ("deflate", None),
        ("", None),
    ],
)
def test_the_smallest_form_that_a_browser_takes_is_sent(accepted, coding):
    answer = answered(accepted)
    assert answer.headers.get("content-encoding") == coding
    assert answer.headers["vary"] == "Accept-Encoding"
    assert len(answer.body) == int(answer.headers["content-length"])


@pytest.mark.parametrize(
    ("name", "most", "most_by_gzip"),
    [
        ("widget.js", 30_000, 10_000),
        ("widget-more.js", 38_000, 13_500),
        ("widget-upload.js", 9_000, 3_500),
    ],
)
def test_all_forms_are_the_same_script_within_its_budget(name, most, most_by_gzip):
    plain, packed = bytes(answered(name=name).body), bytes(answered("gzip", name=name).body)
    assert gzip.decompress(packed) == plain == (BUILT / name).read_bytes()
    assert (len(plain) <= most, len(packed) <= most_by_gzip) == (True, True)
    assert len(answered("br", name=name).body) < len(packed)


@pytest.mark.parametrize("name", ["widget.js", "widget-more.js", "widget-upload.js"])
def test_no_script_asks_a_page_for_what_strict_policies_forbid(name):
    script = (BUILT / name).read_text()
    assert re.search(r"\beval\(|new Function|document\.cookie|localStorage|innerHTML", script) is None


def test_each_script_knows_the_versions_of_what_it_brings_later():
    later = {path.name for path in BUILT.glob("widget-*.js")}
    named = dict.fromkeys(later, "widget.js") | {"widget-upload.js": "widget-more.js"}
    scripts = {name: (BUILT / name).read_text() for name in set(named.values())}
    assert [
        name for name in later if FILES.address(name).rpartition("/")[2] not in scripts[named[name]]
    ] == []
    assert {"widget-more.js", "widget-upload.js"} <= later


async def test_any_website_gets_it_and_asks_again_by_its_tag(visitor):
    first = await visitor.get(PATH, headers={"Accept-Encoding": "gzip", "Origin": "https://shop.example"})
    assert first.status_code == 200
    assert first.headers["content-type"] == "text/javascript; charset=utf-8"
    assert first.headers["access-control-allow-origin"] == "*"
    assert first.headers["cross-origin-resource-policy"] == "cross-origin"
    assert "max-age=600" in first.headers["cache-control"]
    assert "set-cookie" not in first.headers
    asks = {"Accept-Encoding": "gzip", "If-None-Match": first.headers["etag"]}
    again = await visitor.get(PATH, headers=asks)
    assert (again.status_code, again.content) == (304, b"")
    other = await visitor.get(PATH, headers=asks | {"Accept-Encoding": "identity"})
    assert other.status_code == 200


async def test_its_own_version_is_kept_for_ever_and_no_other(visitor):
    own = await visitor.get(FILES.address("widget.js"))
    assert own.headers["cache-control"] == "public, max-age=31536000, immutable"
    assert "immutable" not in (await visitor.get(f"{PATH}?v=000000000000")).headers["cache-control"]


async def test_what_comes_later_is_kept_for_ever_and_a_language_that_is_none_is_not_found(visitor):
    more = await visitor.get(FILES.address("widget-more.js"), headers={"Origin": "https://shop.example"})
    assert more.headers["cache-control"] == "public, max-age=31536000, immutable"
    assert more.headers["access-control-allow-origin"] == "*"
    assert (await visitor.get("/helpdesk/desks/widget-words-xx.js")).status_code == 404


async def test_the_style_sheet_of_intums_code_is_there(visitor):
    answer = await visitor.get("/helpdesk/desks/widget.css")
    assert (answer.status_code, answer.headers["content-type"]) == (200, "text/css; charset=utf-8")


def test_what_was_not_built_is_not_found(tmp_path):
    nothing = BuiltFiles(tmp_path, FOLDER, ())
    assert nothing.address("widget.js") == PATH
    with pytest.raises(NotFound):
        nothing.find("widget.js")


async def test_the_code_for_websites_ends_nothing_by_what_an_address_holds(widget, desk):
    found = await widget.service.web.state.reception.desks.by_token(desk["desk_token"])
    url = 'https://a.example/"><script>x</script>'
    assert widget_code(found, url).count("<script") == 1
    assert widget_code_with_customer(found, url).count("<script") == 2
    assert f'data-desk="{desk["desk_token"]}"' in widget_code(found, "https://a.example")


async def test_administrators_find_the_code_in_the_panel(widget, desk, admin):
    page = (await admin.get(f"/panel/widget/desks/{desk['id']}")).text
    assert f"data-desk=&#34;{desk['desk_token']}&#34;" in page
    assert "IntumHelpdeskWidget" in page
    assert "contact&#34; enctype" in page
