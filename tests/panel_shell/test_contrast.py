"""Every two colours of the tokens that meet on a page, in both themes (WCAG 2.2: text 4.5, shapes 3)."""

import re

import pytest

from shared.contracts.parts import PALETTE
from shared.panel.words import PRIORITIES
from tests.panel_shell.files import SOURCES

TEXT, SHAPE = 4.5, 3.0
STATUSES = ("open", "progress", "waiting", "resolved")
GROUNDS = ("surface", "canvas", "rail", "raised", "hover", "selected")
# foregrounds | grounds they stand on | the ratio they need
MEETINGS = [
    (("ink", "ink-2", "ink-3"), GROUNDS, TEXT),
    (("ink", "ink-2", "ink-3"), ("note-bg", "note-field", "public-bg"), TEXT),
    (("ink", "ink-2"), ("danger-bg",), TEXT),
    (("on-solid",), ("solid", "solid-hover"), TEXT),
    (("on-public",), ("public-solid", "public-hover"), TEXT),
    (("on-note",), ("note-solid", "note-hover"), TEXT),
    (("on-danger",), ("danger-solid",), TEXT),
    (("on-urgent",), ("pr-urgent",), TEXT),
    (("public",), ("surface", "canvas", "rail", "raised", "selected", "public-bg"), TEXT),
    (("note",), ("surface", "note-bg", "note-field"), TEXT),
    (("danger",), ("surface", "canvas", "raised", "danger-bg"), TEXT),
    (("ok",), ("surface", "ok-bg"), TEXT),
    (("warn",), ("surface", "warn-bg"), TEXT),
    (("pr-high", "pr-urgent"), ("surface",), TEXT),
    *(((f"st-{name}",), (f"st-{name}-bg",), TEXT) for name in STATUSES),
    *(((f"av{tone}",), (f"av{tone}-bg",), TEXT) for tone in range(1, 7)),
    (tuple(f"st-{name}" for name in STATUSES), ("surface", "selected"), SHAPE),
    (tuple(f"pr-{name}" for name in PRIORITIES), ("surface", "selected"), SHAPE),
    (tuple(f"desk-{name}" for name in PALETTE), ("rail", "surface"), SHAPE),
    (("edge",), ("surface", "canvas", "raised"), SHAPE),
    (("focus",), ("surface", "canvas", "rail", "selected", "note-bg", "public-bg"), SHAPE),
]
PAIRS = [(fore, ground, need) for fores, grounds, need in MEETINGS for fore in fores for ground in grounds]
SOURCE = (SOURCES / "tokens.css").read_text()
COLOURS = {
    name: {"light": light, "dark": dark}
    for name, light, dark in re.findall(r"--([\w-]+):\s*light-dark\(#([0-9a-f]{6}), #([0-9a-f]{6})\)", SOURCE)
}


def brightness(colour):
    """Relative luminance of six hex digits."""
    linear = []
    for step in bytes.fromhex(colour):
        share = step / 255
        linear.append(share / 12.92 if share <= 0.04045 else ((share + 0.055) / 1.055) ** 2.4)
    red, green, blue = linear
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one, other):
    dark, light = sorted((brightness(one), brightness(other)))
    return (light + 0.05) / (dark + 0.05)


def test_the_measure_knows_black_on_white():
    assert contrast("000000", "ffffff") == pytest.approx(21)
    assert contrast("777777", "ffffff") < TEXT


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize(("fore", "ground", "need"), PAIRS)
def test_what_meets_can_be_told_apart(fore, ground, need, theme):
    assert contrast(COLOURS[fore][theme], COLOURS[ground][theme]) >= need
