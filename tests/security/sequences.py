"""Sequences over an OpenAPI document's links: what one step made or listed is what the next step acts on."""

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import httpx
import requests
import schemathesis
from hypothesis import HealthCheck, Phase, settings
from hypothesis.errors import Flaky
from schemathesis.generation.stateful.state_machine import APIStateMachine, StepInput, StepOutput

LARGEST_ERROR = 16_384
STEPS = 12
"""Requests of one sequence."""

SLOW = [HealthCheck.too_slow, HealthCheck.filter_too_much, HealthCheck.data_too_large]

NOT_ON_THE_WIRE = (UnicodeError, requests.exceptions.RequestException, ValueError, AttributeError, TypeError)
"""What the client says of a request that it cannot send, or of a file that is none."""

Body = Callable[[Mapping[str, str]], dict[str, Any]]
FIRST: Mapping[str, Body] = {
    "/api/desks": lambda _: {"name": f"Desk {uuid4()}"},
    "/api/desks/{desk_id}/fields": lambda _: {"key": f"f{uuid4().hex[:30]}", "name": "Made", "kind": "text"},
    "/api/desks/{desk_id}/canned-replies": lambda _: {
        "name": f"{uuid4()}",
        "body": "Dear {{requester_name}}",
    },
    "/api/tickets": lambda things: {"desk_id": things["desk_id"], "title": "Made by a sequence"},
    "/api/tickets/{ticket_id}/comments": lambda _: {
        "body": "Made by a sequence",
        "send_at": (datetime.now(UTC) + timedelta(hours=1)).isoformat(),
    },
    "/api/views": lambda _: {"name": "Made by a sequence"},
    "/api/people": lambda _: {"name": "Somebody", "email": f"{uuid4()}@example.com", "role": "agent"},
    "/api/groups": lambda _: {"name": f"Group {uuid4()}", "member_ids": []},
    "/api/tasks": lambda things: {"title": "Made by a sequence", "ticket_id": things["ticket_id"]},
    "/api/tokens": lambda _: {"name": "Made by a sequence"},
    "/widget/v1/desks/{desk_token}/tickets": lambda _: {
        "title": "Hello",
        "body": "?",
        "email": "rita@a.example",
    },
}
"""What a sequence begins with is accepted, or there would be nothing to go on with; all later steps are generated."""


def session_of(client: httpx.AsyncClient) -> requests.Session:
    """The same caller for a tester that is not asynchronous."""
    session = requests.Session()
    session.headers.update(
        {name: client.headers[name] for name in ("origin", "authorization") if name in client.headers}
    )
    session.cookies.update(dict(client.cookies))
    return session


@dataclass
class Sequences:
    """Sequences of one caller at one address, and what came of them."""

    url: str
    caller: requests.Session
    maker: requests.Session
    """Who makes what the caller may not make, so that the caller's later steps have something to act on."""
    things: Mapping[str, str]
    followed: Counter[tuple[str, str]] = field(default_factory=Counter)
    """Links followed with the very value an earlier answer named, by method and kind of answer (`2xx` …)."""
    faults: list[str] = field(default_factory=list)

    def run(self, document: dict[str, Any], examples: int, number: int) -> None:
        """Try `examples` sequences; `number` chooses them."""
        machine = self._machine(schemathesis.openapi.from_dict(document).as_state_machine())
        machine._hypothesis_internal_use_seed = number
        try:
            machine.run(settings=settings(
                max_examples=examples, stateful_step_count=STEPS, database=None, deadline=None,
                phases=[Phase.generate], suppress_health_check=SLOW,
            ))  # fmt: skip
        except Flaky:
            return  # a world that changes by what is done to it answers the same steps differently

    def _machine(self, linked: type[APIStateMachine]) -> type[APIStateMachine]:
        tried = self

        class Acting(linked):
            def step(self, input: StepInput) -> StepOutput | None:  # type: ignore[override]  # noqa: A002
                _settle(input, tried.things)
                if (answer := tried.send(input)) is None:
                    return None
                self.after_call(answer, input.case)
                tried.note(input, answer)
                return StepOutput(answer, input.case)

        return Acting

    def send(self, step: StepInput) -> Any:
        """The answer, or nothing where a request cannot be sent."""
        try:
            answer = step.case.call(base_url=self.url, session=self.caller, timeout=30)
            if step.transition is None and answer.status_code in (401, 403):
                answer = step.case.call(base_url=self.url, session=self.maker, timeout=30)
        except NOT_ON_THE_WIRE:
            return None
        return answer

    def note(self, step: StepInput, answer: Any) -> None:
        """Remember a link that was followed, and an answer that must not be."""
        code, operation = answer.status_code, step.case.operation.label
        if step.transition is not None and step.applied_parameters:
            self.followed[step.case.method.upper(), f"{code // 100}xx"] += 1
        if code >= 500 or (code >= 400 and len(answer.content) > LARGEST_ERROR):
            self.faults.append(f"{operation}: {code} {step.case!r}"[:500])


def _settle(step: StepInput, things: Mapping[str, str]) -> None:
    """What no earlier answer named is a thing that there is; a first step has a body that is accepted."""
    case = step.case
    named = {name for _, name in step.applied_parameters}
    asked = case.path_parameters or {}
    case.path_parameters = {
        name: asked[name] if name in named else things.get(name, asked[name]) for name in asked
    }
    if step.transition is None and case.method == "POST" and case.operation.path in FIRST:
        case.body, case.media_type = FIRST[case.operation.path](things), "application/json"
