"""Counts the variants that each attack is tried in; a plugin of a pytest that only collects."""

import json
from collections import Counter

import pytest

SAYS = "attacks: "


def pytest_collection_finish(session: pytest.Session) -> None:
    """Say in a line how many of the collected tests try each case."""
    tried = Counter(
        case for item in session.items for mark in item.iter_markers("attack") for case in mark.args
    )
    print(f"\n{SAYS}{json.dumps(tried)}")
