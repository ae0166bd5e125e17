"""Pictures are put where the words of their own message name them, and nowhere else."""

from dataclasses import dataclass

import pytest

from shared.markup import to_html
from shared.pictures_in_place import in_place


@dataclass(frozen=True)
class File:
    name: str
    preview: str = "/p"
    url: str = "/u"


def picture(name: str = "a.png", preview: str = "/p") -> str:
    return f'<a href="/u" download><img class="in-place" src="{preview}" alt="{name}" loading="lazy"></a>'


def test_it_stands_where_it_is_named_and_is_not_listed():
    html, left = in_place("<p>see [image: a.png] here [image: b.png]</p>", [File("a.png"), File("c.png")])
    assert html == f"<p>see {picture()} here [image: b.png]</p>"
    assert [each.name for each in left] == ["c.png"]


def test_two_of_one_name_are_taken_in_order():
    html, left = in_place("<p>[image: a.png][image: a.png]</p>", [File("a.png", "/1"), File("a.png", "/2")])
    assert html == f"<p>{picture(preview='/1')}{picture(preview='/2')}</p>"
    assert left == ()


def test_what_has_no_preview_stays_named_and_listed():
    file = File("a.png", preview="")
    assert in_place("<p>[image: a.png]</p>", [file]) == ("<p>[image: a.png]</p>", (file,))


@pytest.mark.attack("A2")
@pytest.mark.parametrize(
    "name",
    [
        '"><script>a()</script>.png',
        "' onerror=a() x='.png",
        "&lt;b&gt;.png",
        "[image: b.png].png",
        "Żółw  2.png",
    ],
)
def test_a_name_stays_a_name(name):
    html, left = in_place(to_html(f"[image: {name}]", "plain"), [File(name), File("b.png", "/2")])
    assert "<script" not in html
    assert html.count("<img") == 1
    assert " onerror=" not in html.replace("&#x27; onerror=", "")
    assert [each.name for each in left] == ["b.png"]


@pytest.mark.attack("A2")
@pytest.mark.parametrize(
    "html",
    [
        '<p><a href="https://e.example/[image: a.png]" rel="x">x</a></p>',
        '<p><a href="https://e.example/">[image: a.png]</a></p>',
        "<pre><code>[image: a.png]</code></pre>",
    ],
)
def test_nothing_is_put_into_attributes_links_and_code(html):
    assert in_place(html, [File("a.png")]) == (html, (File("a.png"),))
