"""A mail has each colour that a desk may have."""

from services.notifications.rendering.mails import COLORS
from shared.contracts.parts import PALETTE


def test_each_colour_of_the_palette_has_a_light_and_a_dark_form():
    assert set(COLORS) == set(PALETTE)
    assert all(len(set(each)) == 2 for each in COLORS.values())
