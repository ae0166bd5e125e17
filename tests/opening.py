"""Fixtures that are nothing but something open."""

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager
from typing import Any, Literal

import pytest

Scope = Literal["function", "module", "session"]


def opened(make: Callable[[], AbstractAsyncContextManager[Any]], scope: Scope = "function") -> Any:
    """A fixture: what `make` makes, opened for a test and closed behind it."""

    @pytest.fixture(scope=scope)
    async def it() -> AsyncIterator[Any]:
        async with make() as entered:
            yield entered

    return it
