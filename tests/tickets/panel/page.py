"""A page read the way people do: by what a thing is, and what it says."""

from __future__ import annotations

from dataclasses import dataclass, field
from html.parser import HTMLParser

VOID = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "wbr"}


@dataclass
class Element:
    """One element; `parts` are texts and elements in order."""

    tag: str
    attributes: dict[str, str]
    parts: list[str | Element] = field(default_factory=list)

    def __getitem__(self, name: str) -> str:
        return self.attributes[name]

    @property
    def text(self) -> str:
        """Everything it says, on one line."""
        said = [part if isinstance(part, str) else part.text for part in self.parts]
        return " ".join(" ".join(said).split())

    def all(self, tag: str = "", says: str = "", **attributes: str) -> list[Element]:
        """The elements inside that are such, in order; `aria_label="x"` stands for aria-label."""
        wanted = {name.rstrip("_").replace("_", "-"): value for name, value in attributes.items()}
        found: list[Element] = []
        for part in self.parts:
            if isinstance(part, str):
                continue
            fits = not tag or part.tag == tag
            if fits and says in part.text and all(part.attributes.get(n) == v for n, v in wanted.items()):
                found.append(part)
            found += part.all(tag, says, **attributes)
        return found

    def one(self, tag: str = "", says: str = "", **attributes: str) -> Element:
        """The only such element."""
        found = self.all(tag, says, **attributes)
        assert len(found) == 1, f"{len(found)} × {tag} {says} {attributes}"
        return found[0]

    def heading(self) -> str:
        """What the page's one h1 says."""
        return self.one("h1").text

    def form(self, action: str) -> Element:
        """The first form that sends to an address beginning so."""
        return next(form for form in self.all("form") if form["action"].startswith(action))

    def values(self) -> dict[str, str]:
        """The hidden fields of a form."""
        sent = (each for each in self.all("input", type="hidden") if "disabled" not in each.attributes)
        return {each["name"]: each["value"] for each in sent}


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.open = [Element("page", {})]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        element = Element(tag, {name: value or "" for name, value in attrs})
        self.open[-1].parts.append(element)
        if tag not in VOID:
            self.open.append(element)

    def handle_endtag(self, tag: str) -> None:
        if tag not in VOID and tag in [each.tag for each in self.open]:
            while self.open.pop().tag != tag:
                pass

    def handle_data(self, data: str) -> None:
        self.open[-1].parts.append(data)


def read(html: str) -> Element:
    """A page or a fragment, ready to be asked."""
    reader = _Reader()
    reader.feed(html)
    return reader.open[0]


def kept(page: Element, name: str) -> dict[str, str]:
    """The ids of the files that a refused form kept, by what it says of them."""
    boxes = [each for each in page.all("label", class_="check") if each.all("input", name=name)]
    assert all("checked" in box.one("input").attributes for box in boxes)
    return {box.one("bdi").text: box.one("input")["value"] for box in boxes}


def attached(page: Element, message: str) -> list[str]:
    return [each.one("bdi").text for each in page.one("article", aria_label=message).all("a", class_="file")]
