"""Forms of pages: checked whole, and what is wrong with them by the names of their fields."""

from collections.abc import Callable, Mapping
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from shared.errors import HelpdeskError, Invalid
from shared.problems import invalid_fields

F = TypeVar("F", bound=BaseModel)


def accept(kind: type[F], fields: Mapping[str, Any]) -> F:
    """The form, checked; raises Invalid with every wrong field named."""
    try:
        return kind.model_validate(fields)
    except ValidationError as error:
        errors = invalid_fields(error.errors(include_url=False, include_input=False))
        raise Invalid("Something is missing or wrong, see below.", errors) from error


def filled(fields: Mapping[str, Any]) -> dict[str, Any]:
    """What was filled in: a field left empty is not there."""
    return {name: value for name, value in fields.items() if value not in ("", [])}


def _outermost(field: str) -> str:
    return field.split(".", maxsplit=1)[0]


def by_field(no: HelpdeskError, named: Callable[[str], str] = _outermost) -> dict[str, str]:
    """What is wrong with which field; `named` turns a place inside the form into a field's name on the page."""
    errors = no.errors if isinstance(no, Invalid) else []
    return {named(error["field"]): error["message"] for error in errors}
