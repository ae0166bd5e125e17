"""`helpdesk up`: every service in one process."""

import asyncio
from collections.abc import Sequence
from contextlib import AsyncExitStack

import httpx
from rich.console import Console

from services.all_in_one import OneAddress, build_all, settings_of
from services.commands import demo
from services.commands.broker import administrator_url
from services.commands.environment import (
    DEMO_PASSWORD,
    Environment,
    add_database,
    check,
    given,
    given_or_made,
    own_address,
    wants_demo,
)
from services.commands.migrate import declare_queues, migrate_databases
from services.local.processes import CannotStart
from shared.bus import bus_at
from shared.serve import listen_at, serve
from shared.service import Service, running, stop_streams
from shared.settings import CommonSettings
from shared.stopping import Stop
from shared.telemetry import start_logging, start_tracing, stop_tracing

console = Console(stderr=True)


async def run(stop: Stop) -> None:
    """Start what is missing, migrate, serve until stopped."""
    environment = given_or_made()
    check(environment)
    async with AsyncExitStack() as stack:
        await add_database(environment, stack)
        settings = settings_of("tickets", environment)
        start_logging(settings.log_level, settings.log_json)
        start_tracing(settings.otlp_endpoint)
        stack.callback(stop_tracing)
        await migrate_databases(environment)
        for line in await declare_queues(environment):
            console.print(line, soft_wrap=True, highlight=False)
        await _serve(settings, environment, stop)


async def _serve(settings: CommonSettings, environment: Environment, stop: Stop) -> None:
    services = build_all(environment)
    background: list[asyncio.Task[None]] = []

    def when_ready() -> None:
        background.append(asyncio.create_task(_welcome_or_say_why(settings.public_url, environment)))

    async with running(services, bus_at(administrator_url(environment))):
        await serve(
            OneAddress(services),
            listen_at(settings.http_host, settings.http_port),
            stop,
            when_ready,
            lambda: _stop_answering(services, background),
            settings.trusted_proxies,
        )
        await asyncio.gather(*background, return_exceptions=True)


def _stop_answering(services: Sequence[Service], background: Sequence[asyncio.Task[None]]) -> None:
    # The demo data are made over the server that ends now.
    for task in background:
        task.cancel()
    stop_streams(services)


async def _welcome_or_say_why(url: str, environment: Environment) -> None:
    try:
        await welcome(url, environment)
    except Exception as error:
        console.print(
            f"The helpdesk runs, but its welcome broke off: {error}", soft_wrap=True, highlight=False
        )


async def welcome(url: str, environment: Environment) -> None:
    """Fill an empty installation once every service answers, then say where everything is."""
    here = own_address(environment)
    async with httpx.AsyncClient(base_url=here, timeout=30, trust_env=False, headers={"Origin": url}) as http:
        await _until_ready(http)
        if wants_demo(environment):
            await _fill(http, environment)
    console.print(f"Panel          {url}/", soft_wrap=True)
    if environment.get("HELPDESK_ENV") != "production":
        console.print(f"Demo website   {url}/demo/website", soft_wrap=True)
        console.print(f"Caught mail    {url}/dev/mail", soft_wrap=True)
    console.print(f"Sign in as     {_owner(environment)}", soft_wrap=True)
    print("ready", flush=True)


async def _fill(http: httpx.AsyncClient, environment: Environment) -> None:
    try:
        await demo.fill_if_empty(http, environment)
    except demo.SignInRefused:
        return
    except CannotStart as error:
        console.print(f"{error}. Run `helpdesk demo` once it works.", soft_wrap=True, highlight=False)


async def _until_ready(http: httpx.AsyncClient) -> None:
    while True:
        try:
            if (await http.get("/health/ready")).status_code == httpx.codes.OK:
                return
        except httpx.TransportError:
            pass
        await asyncio.sleep(0.1)


def _owner(environment: Environment) -> str:
    email, password = environment.get("HELPDESK_ADMIN_EMAIL"), environment.get("HELPDESK_ADMIN_PASSWORD")
    if not email:
        return "an owner made before; for the first one set HELPDESK_ADMIN_EMAIL and HELPDESK_ADMIN_PASSWORD"
    is_demo = password == DEMO_PASSWORD and "HELPDESK_ADMIN_PASSWORD" not in given()
    return f"{email}, password {password if is_demo else 'as given'}"
