import re

import pytest

from shared.panel.assets import HERE
from tests.panel_shell.files import SAMPLE_PAGES, SCRIPTS, SOURCES, STYLES, TEMPLATES

PUBLIC_PAGES = sorted(HERE.parents[1].glob("services/*/public_pages/**/*.html"))
TOKENS = (SOURCES / "tokens.css").read_text()
OTHERS = [path for path in STYLES if path.name != "tokens.css"]
COLOUR = re.compile(r"#[0-9a-fA-F]{3,8}\b|\b(?:rgb|hsl|hwb|lab|lch|oklab|oklch)a?\(")
NAMED = re.compile(r":[^;{]*\b(?:white|black|red|green|blue|gr[ae]y|orange|yellow|purple)\b[^;{]*;")


def plain(path):
    text = re.sub(r"/\*.*?\*/", "", path.read_text(), flags=re.DOTALL)
    return re.sub(r'url\("data:[^"]*"\)', "", text)


@pytest.mark.parametrize("path", OTHERS, ids=lambda path: path.name)
def test_every_colour_outside_the_tokens_comes_from_a_token(path):
    assert COLOUR.findall(plain(path)) == []
    assert NAMED.findall(re.sub(r"white-space[^;]*;", "", plain(path))) == []


def test_a_colour_by_hand_would_be_found():
    assert COLOUR.findall("a { color: #fff; }")
    assert COLOUR.findall("a { color: rgb(0 0 0 / .2); }")


@pytest.mark.parametrize("path", OTHERS, ids=lambda path: path.name)
def test_every_token_a_style_uses_exists(path):
    own = set(re.findall(r"(--[\w-]+)\s*:", plain(path))) | {"--desk"}
    known = set(re.findall(r"(--[\w-]+)\s*:", TOKENS)) | own | {"--stub-hole"}
    assert set(re.findall(r"var\((--[\w-]+)", plain(path))) <= known


@pytest.mark.parametrize("path", [*STYLES, *SCRIPTS], ids=lambda path: path.name)
def test_a_file_stays_short_enough_to_read(path):
    assert len(path.read_text().splitlines()) <= 400


def test_every_style_is_part_of_the_one_that_pages_load():
    source = (SOURCES / "panel.css").read_text()
    assert {path.name for path in STYLES} == {"panel.css", *re.findall(r'@import "\./(\w+\.css)";', source)}


def test_every_script_is_part_of_the_one_that_pages_load():
    imported = re.findall(r'from "\./(\w+\.js)";', "".join(path.read_text() for path in SCRIPTS))
    assert {path.name for path in SCRIPTS} == {"panel.js", "public.js", *imported}


def test_a_script_listens_only_for_hooks_that_a_template_has():
    markup = "".join(path.read_text() for path in [*TEMPLATES, *PUBLIC_PAGES, *SAMPLE_PAGES])
    scripts = "".join(path.read_text() for path in SCRIPTS)
    hooks = set(re.findall(r"\[(data-[a-z-]+)", scripts))
    assert {hook for hook in hooks if hook not in markup} == set()


def test_no_script_makes_markup_of_text():
    scripts = "".join(path.read_text() for path in SCRIPTS)
    assert not re.search(
        r"innerHTML|insertAdjacentHTML|outerHTML|document\.write|\beval\(|new Function", scripts
    )


def test_scripts_send_a_form_by_a_click_on_its_button():
    # htmx takes the address from the button clicked last: requestSubmit would send a note to the comments' address.
    assert not re.search(r"requestSubmit\(|\.submit\(\)", "".join(path.read_text() for path in SCRIPTS))
