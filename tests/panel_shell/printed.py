"""What templates print and ask for, read from their source: each expression with the elements around it."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from html.parser import HTMLParser
from typing import Any

from jinja2 import Environment, nodes

from shared.panel.assets import HERE

ROOT = HERE.parents[1]
TEMPLATES = sorted(
    [
        *HERE.glob("templates/**/*.html"),
        *ROOT.glob("services/*/panel/**/*.html"),
        *ROOT.glob("services/*/public_pages/**/*.html"),
    ]
)
COMMENT = re.compile(r"{#.*?#}", re.DOTALL)
PRINTED = re.compile(r"""{{((?:"[^"]*"|'[^']*'|[^"'}]|}(?!}))*)}}""", re.DOTALL)
TITLE = re.compile(r"{% block title %}.*?{% endblock %}", re.DOTALL)
CALL = re.compile(r"{%-?\s*call\s+(\w+)\(.*?%}", re.DOTALL)
END_CALL = re.compile(r"{%-?\s*endcall\s*-?%}")
STATEMENT = re.compile(r"{%.*?%}", re.DOTALL)
MACRO = re.compile(r"{%-?\s*macro\s+(\w+)\((.*?)endmacro", re.DOTALL)
MARK = re.compile("\ue000(\\d+)\ue001")
VOID = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "wbr"}
NOT_A_PLACE = {"title", "style", "script"}
"""Elements whose text stands in no line of writing."""


@dataclass(frozen=True)
class Printed:
    """One `{{ … }}` between elements; `is_guided` if one around it says its direction."""

    expression: str
    is_guided: bool


class Reader(HTMLParser):
    """Reads a template whose expressions are marks; statements are gone, so both ways of an `if` are read."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[tuple[str, dict[str, str | None]]] = []
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.found: list[tuple[int, bool]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        element = (tag, dict(attrs))
        self.elements.append(element)
        if tag not in VOID:
            self.open.append(element)

    def handle_endtag(self, tag: str) -> None:
        places = [at for at, (name, _) in enumerate(self.open) if name == tag]
        if places:
            del self.open[places[-1] :]

    def handle_data(self, data: str) -> None:
        is_guided = any(
            tag == "bdi" or tag in NOT_A_PLACE or given.get("dir") in ("auto", "ltr")
            for tag, given in self.open
        )
        self.found += [(int(mark[1]), is_guided) for mark in MARK.finditer(data)]


def read(source: str) -> tuple[list[Printed], list[tuple[str, dict[str, str | None]]]]:
    """What a template prints, and its elements."""
    expressions: list[str] = []

    def mark(found: re.Match[str]) -> str:
        expressions.append(found[1].strip(" -"))
        return f"\ue000{len(expressions) - 1}\ue001"

    marked = PRINTED.sub(mark, TITLE.sub("", COMMENT.sub("", source)))
    marked = CALL.sub(lambda call: f'<x-call dir="{"auto" if call[1] in guiding() else ""}">', marked)
    reader = Reader()
    reader.feed(STATEMENT.sub("", END_CALL.sub("</x-call>", marked)))
    return [Printed(expressions[at], is_guided) for at, is_guided in reader.found], reader.elements


@cache
def guiding() -> frozenset[str]:
    """The macros that give what they are called around its own direction."""
    bodies = [found for path in TEMPLATES for found in MACRO.findall(COMMENT.sub("", path.read_text()))]
    return frozenset(
        name for name, body in bodies if re.search(r'dir="auto"[^>]*>(?:{%[^%]*%})?{{ caller\(\) }}', body)
    )


def names(expression: str) -> Iterator[str]:
    """What an expression may print, by name: its last attribute; constants, macros and figures are nobody's words."""
    printed = Environment(autoescape=True).parse("{{ " + expression + " }}").body[0]
    assert isinstance(printed, nodes.Output)
    for each in printed.nodes:
        yield from _names(each)


def _names(node: nodes.Node) -> Iterator[str]:
    if isinstance(node, nodes.Name):
        yield node.name
    elif isinstance(node, nodes.Getattr):
        yield node.attr
    else:
        for part in PRINTS[type(node)](node):
            yield from _names(part)


FORMATS = {
    "age", "capitalize", "clock", "day", "filekind", "filesize", "initials", "length", "priority_word", "public_status",
    "status_word",
    "thousands", "upper", "when",
}  # fmt: skip
"""Filters that make figures, instants and our own words."""

PRINTS: dict[type[nodes.Node], Callable[[Any], list[nodes.Node]]] = {
    nodes.Const: lambda _: [],
    nodes.TemplateData: lambda _: [],
    nodes.Filter: lambda node: [] if node.name in FORMATS else [node.node],
    nodes.CondExpr: lambda node: [node.expr1, *([node.expr2] if node.expr2 else [])],
    nodes.Concat: lambda node: node.nodes,
    nodes.Or: lambda node: [node.left, node.right],
    nodes.And: lambda node: [node.left, node.right],
    nodes.Getitem: lambda node: [node.node],
    # A macro answers for itself; a method prints what it is asked of.
    nodes.Call: lambda node: [] if isinstance(node.node, nodes.Name) else [node.node.node],
}
"""What each kind of expression prints of its parts."""
