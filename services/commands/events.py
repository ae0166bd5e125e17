"""`helpdesk events schema`: the contracts as JSON schema."""

import json
from importlib import import_module

from shared.contracts.event import EVENTS
from shared.routes import SERVICES


def schema() -> str:
    """All events' bodies, by name, as one JSON document."""
    for service in SERVICES:
        import_module(f"shared.contracts.{service}")
    bodies = {name: EVENTS[name].model_json_schema(mode="serialization") for name in sorted(EVENTS)}
    return json.dumps(bodies, indent=2)
