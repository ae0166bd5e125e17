"""A word of a newer writer, for any state there is, makes no event unreadable."""

import json
from collections.abc import Iterator
from enum import StrEnum
from typing import Any, Literal, get_args, get_origin

import pytest
from pydantic import BaseModel, ValidationError, WrapValidator

from shared.contracts.parts import Priority, Status
from tests.contracts.test_wire_format import EVENTS, read, sample

WORD = "of_tomorrow"
Place = tuple[str, ...]


def states(model: type[BaseModel], here: Place = ()) -> Iterator[tuple[Place, bool]]:
    """Where a state stands in a contract, and whether it is read tolerantly."""
    for name, field in model.model_fields.items():
        kinds = (field.annotation, *get_args(field.annotation))
        if any(_is_state(kind) for kind in kinds):
            yield (*here, name), any(isinstance(each, WrapValidator) for each in field.metadata)
        for kind in kinds:
            if isinstance(kind, type) and issubclass(kind, BaseModel):
                yield from states(kind, (*here, name))


def _is_state(kind: Any) -> bool:
    return get_origin(kind) is Literal or (isinstance(kind, type) and issubclass(kind, StrEnum))


def into(value: Any, step: str) -> Any:
    """What stands there; of several things in the first of them."""
    inner = value[step]
    return inner[0] if isinstance(inner, list) else inner


STATES = [(name, place, ok) for name in sorted(EVENTS) for place, ok in states(EVENTS[name])]


@pytest.mark.parametrize(("name", "place", "is_tolerant"), STATES, ids=str)
def test_every_state_may_have_a_word_of_tomorrow(name: str, place: Place, is_tolerant: bool):
    assert is_tolerant
    body = sample(name)
    inside = body
    for step in place[:-1]:
        inside = into(inside, step)
    inside[place[-1]] = WORD
    event = read(name, body)
    written = json.loads(event.to_wire())
    for step in place:
        written = into(written, step)
    # A fact is kept as it is said; a wish is granted as far as it is understood.
    assert written in (
        [Priority.NORMAL] if name.endswith("_requested.v1") and place == ("priority",) else [WORD]
    )


@pytest.mark.parametrize("wrong", [5, None, "", "two words", "x" * 51, ["open"], "<b>"])
def test_what_is_no_word_is_malformed(wrong: object):
    body = sample("ticket.created.v1")
    body["ticket"]["status"] = wrong
    with pytest.raises(ValidationError):
        read("ticket.created.v1", body)


def test_doors_know_no_words_of_tomorrow():
    with pytest.raises(ValueError, match="of_tomorrow"):
        Status(WORD)
