"""The shell's own files, for the tests that read them."""

from shared.panel.assets import HERE, STATIC
from tests.panel_shell.sample import PAGES

TEMPLATES = sorted((HERE / "templates").rglob("*.html"))
SAMPLE_PAGES = sorted(PAGES.glob("*.html"))
STYLES = sorted(STATIC.glob("*.css"))
SCRIPTS = sorted(STATIC.glob("*.js"))
