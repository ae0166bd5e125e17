"""Links between the operations of an OpenAPI document: which answer's id goes where, told by the paths alone.

Two rules, read off the addresses as they are: who makes or lists things at `…/things` names them to every operation at
`…/things/{thing_id}`; who reads or changes a thing tells what else there is at and below its address. OpenAPI 3.1
calls them Link Objects. Generated clients and testers that act in sequences follow them.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

METHODS = ("get", "post", "put", "patch", "delete")
_PARAMETER = re.compile(r"{(\w+)}")


@dataclass(frozen=True, slots=True)
class _Operation:
    path: str
    method: str
    told: dict[str, Any]

    @property
    def parameters(self) -> list[str]:
        return _PARAMETER.findall(self.path)

    @property
    def answer(self) -> dict[str, Any] | None:
        """The answer when all went well, if it has a body."""
        found = [code for code in self.told["responses"] if code.startswith("2") and code != "204"]
        return self.told["responses"][found[0]] if found else None


def add_links(document: dict[str, Any]) -> dict[str, Any]:
    """`document` with its links, which are written into it; `operationId`s must be there."""
    operations = list(_operations(document))
    for source in operations:
        if source.answer is None:
            continue
        links = {
            target.told["operationId"]: {"operationId": target.told["operationId"], "parameters": values}
            for target in operations
            if target is not source and (values := _values(source, target))
        }
        if links:
            source.answer["links"] = links
    return document


def _operations(document: dict[str, Any]) -> Iterator[_Operation]:
    for path, item in document["paths"].items():
        for method, told in item.items():
            if method in METHODS:
                yield _Operation(path, method, told)


def _values(source: _Operation, target: _Operation) -> dict[str, str]:
    """What `source` knows of `target`'s parameters, as runtime expressions; nothing when they are strangers."""
    asked = {name: f"$request.path.{name}" for name in source.parameters if name in target.parameters}
    if source.method == "post" and (name := _made(source.path, target.path)):
        return asked | {name: f"$response.body#/{_field(name)}"}
    if source.method == "get" and (name := _listed(source.path, target.path)):
        return asked | {name: f"$response.body#/items/0/{_field(name)}"}
    if source.method in ("get", "put", "patch") and _is_at_or_below(target.path, source.path):
        return asked
    return {}


def _listed(collection: str, path: str) -> str | None:
    """The parameter of `path` that names one of the things at `collection`, if it does."""
    below = path.removeprefix(collection)
    return below[2:].partition("}")[0] if below != path and below.startswith("/{") else None


def _made(collection: str, path: str) -> str | None:
    """The same for what is made there; a thing made below one address may live at another of the same noun."""
    head, _, _ = path.partition("/{")
    same_noun = head.rsplit("/", 1)[-1] == collection.rsplit("/", 1)[-1]
    return _listed(collection, path) or (_listed(head, path) if same_noun else None)


def _field(parameter: str) -> str:
    return "id" if parameter.endswith("_id") else parameter


def _is_at_or_below(path: str, above: str) -> bool:
    return path == above or path.startswith(above + "/")
