"""Every key of the list of shortcuts is one that something takes, and every key that is taken is in the list."""

import re

from shared.panel.assets import HERE
from tests.panel_shell.files import SOURCES
from tests.panel_shell.printed import TEMPLATES

SHORTCUTS = (HERE / "templates" / "fragments" / "shortcuts.html").read_text()
KEYBOARD = (SOURCES / "keyboard.js").read_text()
COMPOSER = (SOURCES / "composer.js").read_text()
BY_BROWSER = {"enter"}
"""A link that has the focus is opened by the browser."""


def listed() -> set[str]:
    keys = re.findall(r'key\("[^"]+", \[(.*?)\]\)', SHORTCUTS)
    return {each.lower() for several in keys for each in re.findall(r'"([^"]+)"', several)}


def moves() -> set[str]:
    """The keys of keyboard.js itself."""
    table = re.search(r"const MOVES = {(.*?)\n};", KEYBOARD, re.DOTALL)
    assert table
    return set(re.findall(r'^  "?([^\s":]+)"?: ?', table[1], re.MULTILINE))


def controls() -> set[str]:
    """The keys that controls of templates take."""
    sources = [path.read_text() for path in TEMPLATES]
    return {key for source in sources for key in re.findall(r'(?:data[-_]key|[ (,]key)="(.)"', source)}


def test_every_listed_key_does_something():
    assert {"escape", "esc"} & listed()
    assert 'event.key === "Escape"' in KEYBOARD
    assert 'event.key !== "Enter" || !(event.ctrlKey' in COMPOSER
    assert listed() - BY_BROWSER - {"esc", "ctrl"} - moves() - controls() == set()


def test_every_key_that_is_taken_is_listed():
    assert moves() | controls() <= listed()


def test_a_key_is_taken_by_one_thing_only():
    assert moves() & controls() == {"i"}, "where the details are closed, `i` opens them; else it goes to them"
