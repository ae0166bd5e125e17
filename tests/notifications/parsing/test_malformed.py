"""What is broken is read as far as it goes, and nothing is lost of the rest."""

import pytest

from tests.notifications.parsing.builders import read
from tests.notifications.parsing.malformed import MALFORMED


@pytest.mark.parametrize("shape", MALFORMED)
def test_a_broken_mail_says_what_it_still_says(shape: str):
    broken = MALFORMED[shape]
    found = read(broken.content)
    assert found.subject == broken.subject
    assert found.sender.address == broken.sender
    assert tuple(each.name for each in found.attachments) == broken.files
    assert broken.text is None or found.text.strip() == broken.text
    assert (found.html and found.html.strip()) == broken.html


def test_there_are_shapes_enough():
    assert len(MALFORMED) >= 40
