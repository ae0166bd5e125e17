"""What was rendered once is shown again, to whoever it would look the same to."""

from contextlib import contextmanager
from datetime import UTC, datetime, timedelta

import pytest
from jinja2 import Environment
from markupsafe import Markup

from shared.language import language_named
from shared.panel import remembering
from shared.panel.remembering import remembered, remembered_for_reader
from shared.panel.words import FILTERS, Reader, reader, zone

NOW = datetime(2026, 6, 16, 9, 30, tzinfo=UTC)
SOURCE = """{% macro mark(text, loud=false) %}<b>{{ text }}{{ "!" if loud }}</b>{% endmacro %}{% set mark = kept(mark) %}
{% macro at(instant) %}{{ instant|when }}{% endmacro %}{% set at = kept_for_reader(at) %}"""


@contextmanager
def reading(language="en", place="Europe/Warsaw", now=NOW):
    token = reader.set(Reader(zone(place), language_named(language), now))
    try:
        yield
    finally:
        reader.reset(token)


@pytest.fixture
def rendered():
    """What was rendered, and not only shown again."""
    return []


@pytest.fixture
def macros(rendered):
    def noting(keep):
        def kept(macro):
            def render(*given, **named):
                rendered.append(given)
                return macro(*given, **named)

            return keep(render)

        return kept

    environment = Environment(autoescape=True)
    environment.filters.update(FILTERS)
    environment.globals.update(kept=noting(remembered), kept_for_reader=noting(remembered_for_reader))
    return environment.from_string(SOURCE).module


def test_a_mark_is_rendered_once_for_each_of_its_arguments(macros, rendered):
    assert [macros.mark("x") for _ in range(3)] == ["<b>x</b>"] * 3
    assert macros.mark("x", loud=True) == "<b>x!</b>"
    assert len(rendered) == 2


def test_a_safe_text_is_not_taken_for_an_unsafe_one_of_the_same_letters(macros):
    assert macros.mark(Markup("<i>"), loud=True) == "<b><i>!</b>"
    assert macros.mark("<i>", loud=True) == "<b>&lt;i&gt;!</b>"
    assert isinstance(macros.mark("<i>", loud=True), Markup)


def test_an_instant_is_told_anew_to_another_zone_language_and_day(macros, rendered):
    told = []
    for language, place, days in (
        ("en", "Europe/Warsaw", 0),
        ("pl", "Europe/Warsaw", 0),
        ("en", "UTC", 0),
        ("en", "Europe/Warsaw", 1),
    ):
        for _ in range(2):
            with reading(language, place, NOW + timedelta(days=days)):
                told.append(macros.at(NOW))
    assert told[::2] == told[1::2] == ["today 11:30", "dziś 11:30", "today 09:30", "yesterday 11:30"]
    assert len(rendered) == 4


def test_what_is_kept_takes_no_more_room_than_it_has(monkeypatch):
    monkeypatch.setattr(remembering, "ROOM", 100)
    monkeypatch.setattr(remembering, "LONGEST", 60)
    made = []

    def macro(text):
        made.append(text)
        return Markup(text)

    show = remembered_for_reader(macro)
    with reading():
        for text in ("a" * 40, "b" * 40, "a" * 40, "c" * 40, "a" * 40, "d" * 61, "d" * 61):
            assert show(text) == text
    # The third of them used the room up; what is too long is never kept.
    assert [text[0] for text in made] == ["a", "b", "c", "a", "d", "d"]
