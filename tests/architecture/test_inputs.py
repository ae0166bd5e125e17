"""What every form of every service has in common: bounds, one type for instants, one for addresses."""

import importlib
import pkgutil
import re
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any, get_args, get_origin

import pytest
from annotated_types import MaxLen
from pydantic import BaseModel
from pydantic.fields import FieldInfo

import services
from shared import addresses, instants
from shared.web import Form

MANY = (list, tuple, dict, set, frozenset)


def forms() -> list[type[BaseModel]]:
    for module in pkgutil.walk_packages(services.__path__, "services."):
        if ".migrations" not in module.name and not module.name.endswith("__main__"):
            importlib.import_module(module.name)
    return sorted(_below(Form), key=lambda form: f"{form.__module__}.{form.__name__}")


def _below(kind: type[Form]) -> Iterator[type[Form]]:
    for each in kind.__subclasses__():
        yield each
        yield from _below(each)


def kinds(annotation: Any) -> Iterator[tuple[Any, tuple[Any, ...]]]:
    """Each type inside an annotation, with what is said beside it."""
    beside = getattr(annotation, "__metadata__", ())
    if beside:
        annotation = get_args(annotation)[0]
    yield annotation, beside
    for inner in get_args(annotation):
        if isinstance(inner, type) or get_args(inner):
            yield from kinds(inner)


def fields() -> list[tuple[str, FieldInfo]]:
    return [
        (f"{form.__module__}.{form.__name__}.{name}", field)
        for form in forms()
        for name, field in form.model_fields.items()
    ]


def is_bounded(beside: Any) -> bool:
    return any(
        isinstance(each, MaxLen) or any(isinstance(one, MaxLen) for one in getattr(each, "metadata", ()))
        for each in beside
    )


def test_there_are_forms_in_every_service_with_json_doors():
    homes = {form.__module__.split(".")[1] for form in forms()}
    assert homes >= {"tickets", "widget", "notifications", "organization"}


@pytest.mark.parametrize(
    ("where", "field"), fields(), ids=lambda value: value if isinstance(value, str) else ""
)
def test_a_field_that_takes_many_values_says_how_many(where: str, field: FieldInfo):
    for kind, beside in kinds(field.annotation):
        if get_origin(kind) in MANY or kind in MANY:
            fixed = get_origin(kind) is tuple and Ellipsis not in get_args(kind)
            assert fixed or is_bounded([*beside, *field.metadata]), f"{where} takes any number of values"


@pytest.mark.parametrize(
    ("where", "field"), fields(), ids=lambda value: value if isinstance(value, str) else ""
)
def test_a_field_that_takes_an_instant_takes_the_one_type(where: str, field: FieldInfo):
    checks = set(_metadata(instants.Instant))
    for kind, beside in kinds(field.annotation):
        if kind is datetime:
            said = {id(each) for each in [*beside, *field.metadata]}
            assert {id(each) for each in checks} & said, f"{where}: use shared.instants.Instant"


def _metadata(annotated: Any) -> tuple[Any, ...]:
    return tuple(each for each in annotated.__metadata__ if getattr(each, "func", None) is not None)


def test_nothing_else_judges_addresses():
    root = Path(services.__file__).parent.parent
    other = re.compile(r"EmailStr|email_validator|validate_email|parseaddr\(")
    found = [
        str(file.relative_to(root))
        for folder in ("services", "shared")
        for file in (root / folder).rglob("*.py")
        if other.search(file.read_text()) and file != Path(addresses.__file__)
    ]
    assert found == []
