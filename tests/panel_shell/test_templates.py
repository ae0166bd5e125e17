import re
from html.parser import HTMLParser

import pytest

from shared.panel.assets import HERE, STATIC
from tests.panel_shell import sample
from tests.panel_shell.files import SAMPLE_PAGES, TEMPLATES
from tests.panel_shell.sample import panel

ALL = [*TEMPLATES, *SAMPLE_PAGES]
PAGES = [
    "/list",
    "/list?title=none",
    "/ticket",
    "/ticket?mode=note",
    "/settings",
    "/states",
    "/sign-in",
    "/public",
]
SPRITE = (STATIC / "icons.svg").read_text()


class Reader(HTMLParser):
    """Collects what a strict content security policy would refuse, and every symbol a page uses."""

    def __init__(self):
        super().__init__()
        self.refused: list[str] = []
        self.symbols: set[str] = set()
        self.ids: list[str] = []
        self._in_script = False

    def handle_starttag(self, tag, attrs):
        given = dict(attrs)
        self._in_script = tag == "script" and "src" not in given
        if self._in_script or tag == "style":
            self.refused.append(tag)
        self.refused += [name for name in given if name == "style" or re.match(r"on|hx-on", name)]
        if tag == "use":
            self.symbols.add((given["href"] or "").partition("#")[2])
        if given.get("id"):
            self.ids.append(str(given["id"]))


def read(html: str) -> Reader:
    reader = Reader()
    reader.feed(html)
    return reader


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.relative_to(HERE / "templates").as_posix())
def test_every_template_of_the_shell_compiles(path):
    panel.environment.get_template(path.relative_to(HERE / "templates").as_posix())


@pytest.mark.parametrize("path", ALL, ids=lambda path: path.name)
def test_no_template_holds_an_inline_style_or_script(path):
    assert read(re.sub(r"{[{%#].*?[}%#]}", "", path.read_text(), flags=re.DOTALL)).refused == []


@pytest.mark.parametrize("address", PAGES)
def test_no_page_holds_an_inline_style_or_script_or_an_id_twice(client, address):
    page = read(client.get(address).text)
    assert page.refused == []
    assert sorted(page.ids) == sorted(set(page.ids))


@pytest.mark.parametrize("address", PAGES)
def test_every_icon_of_a_page_is_in_the_sprite(client, address):
    symbols = read(client.get(address).text).symbols
    assert symbols <= set(re.findall(r'<symbol id="([^"]+)"', SPRITE))


def test_every_icon_named_in_a_template_is_in_the_sprite():
    named = {name for path in ALL for name in re.findall(r'(?<!\w)icon\("([\w-]+)"', path.read_text())}
    assert named
    assert {f'id="i-{name}"' for name in named if f'id="i-{name}"' not in SPRITE} == set()


def test_an_unknown_icon_is_a_mistake_said_at_once():
    with pytest.raises(KeyError, match="no-such"):
        panel.environment.from_string('{{ icon_url("no-such") }}').render()


@pytest.mark.parametrize("address", ["/ticket", "/public"])
def test_a_title_cannot_become_markup(client, address, monkeypatch):
    title = '<script>alert(1)</script> & "quotes"'
    if address == "/public":
        context = sample.ticket_context(title)
        monkeypatch.setattr(sample, "ticket_context", lambda: context)
    html = client.get(address, params={"title": title}).text
    assert "<script>alert" not in html
    assert html.count("&lt;script&gt;alert(1)&lt;/script&gt;") >= 1


def test_an_attribute_of_a_macro_cannot_break_out_of_its_quotes():
    source = '{% from "macros/controls.html" import field %}{{ field("A", "a", value, placeholder=value) }}'
    html = panel.environment.from_string(source).render(value='"><script>x</script>')
    assert "<script>" not in html
    assert html.count("&#34;&gt;&lt;script&gt;") == 2


def test_a_password_is_never_written_back():
    source = '{% from "macros/controls.html" import field %}{{ field("P", "p", "secret", type="password") }}'
    assert "secret" not in panel.environment.from_string(source).render()


def test_a_desk_colour_from_outside_the_palette_is_slate(client):
    html = client.get("/public", params={"color": 'x" onload="alert(1)'}).text
    assert "onload" not in html
    assert 'class="pt-body desk--slate"' in html


def test_the_two_audiences_have_two_fields_and_two_addresses(client):
    html = client.get("/ticket").text
    sends = re.findall(r'<button[^>]*formaction="([^"]+)"[^>]*data-send="(\w+)"', html)
    assert {name: address.rsplit("/", 1)[1] for address, name in sends} == {
        "comment": "comments",
        "note": "notes",
    }
    assert re.search(r'<textarea[^>]*name="comment"', html)
    assert re.search(r'<textarea[^>]*name="note"', html)


def test_the_composer_that_htmx_preserves_belongs_to_one_ticket(client):
    assert 'id="composer-2431"' in client.get("/ticket").text


def test_a_public_page_loads_no_script_and_asks_not_to_be_found(client):
    html = client.get("/public").text
    assert "<script" not in html
    assert '<meta name="robots" content="noindex, nofollow">' in html
    assert '<meta name="referrer" content="no-referrer">' in html


def test_a_page_stands_without_the_browser_libraries(client, monkeypatch):
    monkeypatch.setitem(panel.environment.globals, "has_asset", lambda _: False)
    html = client.get("/ticket").text
    assert "built/" not in html
    assert "sse-connect" not in html
    assert 'id="conv"' in html


def test_each_page_has_one_main_one_first_heading_and_a_skip_link(client):
    for address in ("/list", "/ticket", "/settings"):
        html = client.get(address).text
        assert html.count("<main") == 1
        assert html.count("<h1") == 1
        assert html.index('class="skip"') < html.index("<nav")
