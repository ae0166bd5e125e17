"""Puts the scheduler together; the only place that wires."""

from services.scheduler.api.routes import router
from services.scheduler.handlers import on
from services.scheduler.settings import SchedulerSettings
from services.scheduler.ticker import tick
from services.scheduler.uow import SchedulerUow
from shared.foundation import lay_foundation
from shared.looping import Bell
from shared.service import Service


def build(settings: SchedulerSettings) -> Service:
    """The scheduler, ready to run."""
    bell = Bell()
    base = lay_foundation("scheduler", settings, lambda database: SchedulerUow(database, bell.ring))
    base.web.include_router(router)
    return base.service(
        on,
        loops=[lambda: tick(base.work, bell)],
    )
