"""What is started and stopped, and can be used as a block in which it runs."""

from abc import ABC, abstractmethod
from types import TracebackType
from typing import Self


class Started(ABC):
    """Started and stopped; as a block it runs inside."""

    @abstractmethod
    async def start(self) -> None:
        """Starts it."""

    @abstractmethod
    async def stop(self) -> None:
        """Ends it; harmless when it is not running."""

    async def __aenter__(self) -> Self:
        await self.start()
        return self

    async def __aexit__(
        self, exc_type: type[BaseException] | None, exc: BaseException | None, traceback: TracebackType | None
    ) -> None:
        await self.stop()
