"""The shell's own files, for the tests that read them."""

from shared.panel.assets import HERE
from tests.panel_shell.sample import PAGES

TEMPLATES = sorted((HERE / "templates").rglob("*.html"))
SAMPLE_PAGES = sorted(PAGES.glob("*.html"))
SOURCES = HERE / "browser"
STYLES = sorted(SOURCES.glob("*.css"))
SCRIPTS = sorted(SOURCES.glob("*.js"))
