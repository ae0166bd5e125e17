"""A thousand random actions: counters, views, search and timeline are at every point what a plain model says."""

import asyncio

import httpx
from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import run_state_machine_as_test

from shared.contracts.organization import AgentChanged
from shared.contracts.parts import PersonState
from tests.service_fixtures import Alone
from tests.tickets.stateful.doors import Doors
from tests.tickets.stateful.machine import RandomActions

EXAMPLES, STEPS = 20, 50


async def test_random_actions_leave_what_a_plain_model_says(
    tickets: Alone, http: httpx.AsyncClient, owner: PersonState
):
    await tickets.hear(AgentChanged(person=owner))
    doors = Doors(tickets, http, str(owner.id), asyncio.get_running_loop())
    machine = type("Actions", (RandomActions,), {"doors": doors})
    slow = [HealthCheck.too_slow, HealthCheck.filter_too_much, HealthCheck.data_too_large]
    bounds = settings(
        # Not shrunk: each step is real requests, and what failed is said with all that led there.
        phases=[Phase.generate],
        max_examples=EXAMPLES,
        stateful_step_count=STEPS,
        deadline=None,
        suppress_health_check=slow,
        derandomize=False,
    )
    await asyncio.to_thread(run_state_machine_as_test, machine, settings=bounds)
    assert doors.actions >= EXAMPLES * STEPS / 2
