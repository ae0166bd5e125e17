"""The bus: RabbitMQ, or inside one process. Which of the two runs is decided in `bus_at`, nowhere else."""

from shared.bus.bus import Bus, Publish
from shared.bus.in_process import InProcessBus
from shared.bus.rabbitmq import RabbitBus
from shared.handlers import Handlers, Subscription

__all__ = ["Bus", "Handlers", "InProcessBus", "Publish", "RabbitBus", "Subscription", "bus_at"]


def bus_at(url: str | None) -> Bus:
    """The bus at `url` (amqp://…), or one inside this process when there is none."""
    return RabbitBus(url) if url else InProcessBus()
