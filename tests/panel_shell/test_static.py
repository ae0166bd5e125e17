import json
import re

import pytest
from starlette.applications import Starlette

from shared.panel.assets import HERE, Assets, mount_static
from tests.panel_shell.sample import panel

BROWSER = HERE.parent / "browser"


def test_a_file_asked_for_by_its_version_is_kept_for_ever(client):
    answer = client.get(Assets().url("favicon.svg"))
    assert answer.status_code == 200
    assert answer.headers["cache-control"] == "public, max-age=31536000, immutable"
    assert answer.headers["x-content-type-options"] == "nosniff"


@pytest.mark.parametrize("query", ["", "?v=000000000000", "?v="])
def test_any_other_version_is_asked_about_every_time(client, query):
    answer = client.get(f"/static/favicon.svg{query}")
    assert answer.headers["cache-control"] == "no-cache"
    again = client.get(f"/static/favicon.svg{query}", headers={"If-None-Match": answer.headers["etag"]})
    assert again.status_code == 304


def test_the_address_changes_with_the_file(tmp_path):
    style = tmp_path / "a.css"
    style.write_text("a")
    first = Assets(tmp_path).url("a.css")
    style.write_text("b")
    assert Assets(tmp_path).url("a.css") != first


@pytest.mark.parametrize("path", ["/static/../pages.py", "/static/%2e%2e/pages.py", "/static/none.css"])
def test_nothing_outside_the_folder_is_served(client, path):
    assert client.get(path).status_code == 404


def test_every_style_and_script_a_page_names_is_there(client):
    html = client.get("/ticket").text
    named = re.findall(r'(?:href|src)="(/static/[^"#]+)', html)
    assert {"built/panel.css", "built/panel.js"} <= {address.split("?")[0][8:] for address in named}
    assert all("?v=" in address for address in named)
    assert {address for address in set(named) if client.get(address).status_code != 200} == set()


def test_the_lock_file_names_versions_and_hashes_but_no_address():
    text = (BROWSER / "package-lock.json").read_text()
    # Not even one where its makers may be thanked, which npm writes of its own accord.
    assert "://" not in text
    lock = json.loads(text)
    bought = {name: entry for name, entry in lock["packages"].items() if name}
    assert all("integrity" in entry and "resolved" not in entry for entry in bought.values())
    named = json.loads((BROWSER / "package.json").read_text())
    wanted = named["dependencies"] | named["devDependencies"]
    assert wanted == {name: bought[f"node_modules/{name}"]["version"] for name in wanted}


def test_what_npm_brings_is_what_pages_look_for():
    brought = set(re.findall(r'": "([\w.-]+\.js)"', (BROWSER / "build.mjs").read_text()))
    source = (HERE / "templates" / "fragments" / "scripts.html").read_text()
    assert {"panel.js", *brought} == set(re.findall(r"built/([\w.-]+\.js)", source))
    assert panel.environment.get_template("fragments/scripts.html")


@pytest.mark.parametrize("is_built", [True, False])
def test_a_service_says_at_its_start_that_nothing_was_built(tmp_path, monkeypatch, is_built):
    if is_built:
        (tmp_path / "built").mkdir()
        (tmp_path / "built" / "panel.css").write_text("")
    said = []
    monkeypatch.setattr("shared.panel.assets.log.warning", lambda event, **_: said.append(event))
    mount_static(Starlette(), tmp_path)
    assert said == ([] if is_built else ["browser_files_missing"])
