"""The build of browser sources: one script and one style sheet that need nothing else, or nothing new at all."""

import re
import subprocess
import sys
from pathlib import Path
from shutil import copy, copytree, which

import pytest

from shared.panel.assets import HERE, STATIC

PROJECT = HERE.parents[1]
BUILT = STATIC / "built"
NODE = which("node") or Path(sys.executable).with_name("node")
"""Where no Node.js is installed, `make` has put the one of the package index beside Python."""


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """The sources and their builder, apart from the real ones."""
    for folder in ("shared/panel/browser", "services/widget/browser", "shared/languages"):
        copytree(PROJECT / folder, tmp_path / folder)
    (tmp_path / "shared" / "browser").mkdir()
    for module in (PROJECT / "shared" / "browser").glob("*.mjs"):
        copy(module, tmp_path / "shared" / "browser")
    (tmp_path / "shared" / "browser" / "node_modules").symlink_to(
        PROJECT / "shared" / "browser" / "node_modules"
    )
    return tmp_path


def build(checkout: Path) -> subprocess.CompletedProcess[str]:
    builder = checkout / "shared" / "browser" / "build.mjs"
    return subprocess.run([NODE, builder], capture_output=True, text=True, timeout=60)


def built(checkout: Path) -> dict[str, bytes]:
    folder = checkout / "shared" / "panel" / "static" / "built"
    return {path.name: path.read_bytes() for path in sorted(folder.iterdir())}


def test_what_is_served_is_what_the_sources_make(checkout):
    assert build(checkout).returncode == 0
    here = {name: content for name, content in built(checkout).items() if not name.endswith(".map")}
    there = {path.name: path.read_bytes() for path in BUILT.iterdir() if path.suffix != ".map"}
    assert here == there


def test_one_script_and_one_style_sheet_load_nothing_more():
    script, styles = [(BUILT / name).read_text() for name in ("panel.js", "panel.css")]
    assert not re.search(r"\bimport\b[^(]*[\"']|\bimport\(", script)
    assert "@import" not in styles
    assert not re.search(r"url\((?![\"']?data:)", styles)


def test_libraries_come_with_their_licences():
    libraries = {path.name.removesuffix(".min.js") for path in BUILT.glob("*.min.js")}
    assert libraries == {path.name.removesuffix(".LICENSE.txt") for path in BUILT.glob("*.LICENSE.txt")}


@pytest.mark.parametrize(
    ("name", "mistake", "said"),
    [
        ("panel.js", 'import "./nowhere.js";', "nowhere.js"),
        ("panel.js", "const = 1;", "Expected identifier"),
        ("panel.css", '@import "./nowhere.css";', "nowhere.css"),
        ("base.css", "a { color red }", "base.css"),
    ],
)
def test_a_mistake_is_said_and_leaves_what_was_built_before(checkout, name, mistake, said):
    assert build(checkout).returncode == 0
    before, source = built(checkout), checkout / "shared" / "panel" / "browser" / name
    source.write_text(f"{mistake}\n{source.read_text()}")
    ended = build(checkout)
    assert ended.returncode == 1
    assert said in ended.stderr
    assert built(checkout) == before


def test_what_is_no_longer_made_is_gone(checkout):
    assert build(checkout).returncode == 0
    (checkout / "shared" / "panel" / "static" / "built" / "old.js").write_text("")
    assert build(checkout).returncode == 0
    assert "old.js" not in built(checkout)


def test_a_file_over_its_budget_makes_nothing(checkout):
    assert build(checkout).returncode == 0
    before, source = built(checkout), checkout / "services" / "widget" / "browser" / "widget.js"
    source.write_text(f"{source.read_text()}\nwindow.more = {'x' * 30_000!r};\n")
    ended = build(checkout)
    assert ended.returncode == 1
    assert re.search(r"widget\.js: \d+ and \d+ bytes, its budget is 30000, by gzip 10000", ended.stderr)
    assert built(checkout) == before


def test_make_and_git_know_every_folder_that_is_built():
    """The Makefile looks for changes in folders of this name, and git leaves results under this one out."""
    builder = (PROJECT / "shared" / "browser" / "build.mjs").read_text()
    sources, results = [re.findall(rf'{name}: "([^"]+)"', builder) for name in ("from", "to")]
    assert len(sources) == len(results) > 0
    assert all(re.fullmatch(r"(shared|services)/\w+/browser/(\w+/)?", each) for each in sources)
    assert all(re.fullmatch(r"(shared|services)/(\w+/){1,2}static/built/", each) for each in results)
    for name in (".gitignore", "deploy/Dockerfile.dockerignore"):
        assert "**/static/built" in (PROJECT / name).read_text()
