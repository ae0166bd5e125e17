"""Mutated mails (S2): no crash, nothing slow, and every answer can be stored. `make fuzz` reads more of them."""

import json
import time
from functools import partial

import pytest

from services.notifications.parsing.child import describe
from services.notifications.parsing.limits import NoMail, TooMuch
from tests.costs import costs_less
from tests.notifications.parsing.mutating import made

SEEDS, EACH = 20, 250
SECONDS = 2.0


@pytest.mark.parametrize("seed", range(SEEDS))
def test_mutated_mails_are_read_or_refused(seed: int):
    for number in range(EACH):
        content = made(seed, number)
        began = time.process_time()
        try:
            shown = json.loads(describe(content))
        except (TooMuch, NoMail):
            continue
        took = time.process_time() - began
        assert took < SECONDS or costs_less(SECONDS, partial(describe, content)), (seed, number)
        assert "\0" not in json.dumps(shown, ensure_ascii=False)
        assert "\n" not in shown["subject"] + shown["from"]["name"] + shown["from"]["address"]
