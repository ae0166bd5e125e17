"""The frozen samples: what once went over the wire is read for ever. A merged sample is never edited."""

import json
import pkgutil
from datetime import UTC, datetime
from importlib import import_module
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

import shared.contracts
from shared.contracts.event import EVENTS as REGISTERED
from shared.contracts.event import Event

for module in pkgutil.iter_modules(shared.contracts.__path__):
    import_module(f"shared.contracts.{module.name}")

# Other tests register events of their own in the same process.
EVENTS = {name: kind for name, kind in REGISTERED.items() if kind.__module__.startswith("shared.contracts.")}
FOLDER = Path(__file__).parent / "samples"
SAMPLES = {path.stem: path for path in FOLDER.glob("*.v?.json")}
EARLIER = sorted(path.relative_to(FOLDER).as_posix() for path in FOLDER.glob("earlier/*.json"))
"""What went over the wire before fields were added to the same version: kept, and read for ever."""
EVENT_ID = UUID("0197f000-0000-7000-8000-00000000ffff")
OCCURRED_AT = datetime(2026, 3, 5, 12, tzinfo=UTC)
MAY_CARRY_A_TOKEN = {
    "ticket.created.v1",
    "ticket.public_link_renewed.v1",
    "widget.ticket_requested.v1",
    "mail.ticket_requested.v1",
}

FOR_THE_TEAM = {"ticket.assigned.v1", "note.added.v1"}
"""Internal: `tests/architecture/test_events.py` says who reads them."""


def sample(name: str) -> dict[str, Any]:
    return json.loads(SAMPLES[name].read_text(encoding="utf-8"))


def read(name: str, body: dict[str, Any]) -> Event:
    return EVENTS[name].from_wire(json.dumps(body).encode(), EVENT_ID, OCCURRED_AT)


def with_news(value: Any) -> Any:
    """`value` as a newer writer would send it: every object in it has one field more."""
    if isinstance(value, dict):
        return {**{key: with_news(inner) for key, inner in value.items()}, "of_a_newer_writer": [1]}
    return [with_news(inner) for inner in value] if isinstance(value, list) else value


def all_keys(value: Any) -> set[str]:
    if isinstance(value, dict):
        return set(value).union(*map(all_keys, value.values()))
    return set().union(*map(all_keys, value)) if isinstance(value, list) else set()


def test_every_event_has_a_sample_and_every_sample_an_event():
    assert set(SAMPLES) == set(EVENTS)


@pytest.mark.parametrize("name", sorted(EVENTS))
def test_a_sample_is_read_and_written_again_as_it_was(name: str):
    event = read(name, sample(name))
    assert type(event) is EVENTS[name]
    assert json.loads(event.to_wire()) == sample(name)


def contains(whole: Any, part: Any) -> bool:
    """Whether all that `part` says stands in `whole` too."""
    if isinstance(part, dict):
        return all(key in whole and contains(whole[key], value) for key, value in part.items())
    return whole == part


@pytest.mark.parametrize("path", EARLIER)
def test_an_earlier_sample_is_read_and_nothing_in_it_is_lost(path: str):
    body = json.loads((FOLDER / path).read_text(encoding="utf-8"))
    name = Path(path).stem.partition("~")[0]
    written = json.loads(read(name, body).to_wire())
    assert contains(written, body)
    assert written != body, "nothing was added since: this is the present sample"


@pytest.mark.parametrize("name", sorted(EVENTS))
def test_a_sample_leaves_no_field_out(name: str):
    assert set(sample(name)) == set(EVENTS[name].model_fields) - {"event_id", "occurred_at"}


@pytest.mark.parametrize("name", sorted(EVENTS))
def test_what_a_newer_writer_adds_is_ignored(name: str):
    newer = with_news(sample(name))
    if "ticket" in newer:
        # The client's own fields are whatever the host page says: they are kept.
        newer["ticket"]["requester"]["client"].pop("of_a_newer_writer")
    for asked in {"requester", "author"} & newer.keys():
        newer[asked]["client"].pop("of_a_newer_writer")
    assert read(name, newer) == read(name, sample(name))


@pytest.mark.parametrize("name", sorted(EVENTS))
def test_the_envelope_stays_outside_the_body(name: str):
    event = read(name, sample(name))
    assert (event.event_id, event.occurred_at) == (EVENT_ID, OCCURRED_AT)
    assert not {"event_id", "occurred_at"} & all_keys(json.loads(event.to_wire()))


@pytest.mark.parametrize("name", sorted(EVENTS))
def test_a_body_cannot_speak_for_the_envelope(name: str):
    event = read(name, {**sample(name), "event_id": str(UUID(int=0)), "occurred_at": "1999-01-01T00:00:00Z"})
    assert (event.event_id, event.occurred_at) == (EVENT_ID, OCCURRED_AT)


@pytest.mark.parametrize("name", sorted(set(EVENTS) - MAY_CARRY_A_TOKEN))
def test_the_public_token_travels_only_where_a_link_begins(name: str):
    assert "public_token" not in all_keys(EVENTS[name].model_json_schema())
    assert "public_token" not in all_keys(sample(name))


@pytest.mark.parametrize("name", sorted(set(EVENTS) - FOR_THE_TEAM))
def test_what_only_agents_may_know_is_in_no_other_event(name: str):
    inside = {"tags", "assignee", "assignee_id", "note", "notes", "snooze_reason", "password_hash"}
    assert not inside & all_keys(EVENTS[name].model_json_schema())


@pytest.mark.parametrize("body", [b"", b"[]", b"null", b"{", b'"x"', b"{}", b"\xff"])
@pytest.mark.parametrize("name", sorted(EVENTS))
def test_a_malformed_body_is_a_value_error(name: str, body: bytes):
    with pytest.raises(ValueError):
        EVENTS[name].from_wire(body, EVENT_ID, OCCURRED_AT)
