"""However often and whenever a secret is renewed, each one that it replaced signs for a day from then."""

import random
from datetime import datetime, timedelta

import pytest

from services.widget.domain.errors import TooManySecrets
from services.widget.use_cases.configuring import GRACE, MOST_OLD_SECRETS, renew_secret
from tests.builders import NOW
from tests.service_fixtures import Alone

PAUSES = (0, 1, 90, 700, 1439, 1441)
"""Minutes between two renewals."""


async def renewed_after(widget: Alone, desk, pauses: list[int]) -> dict[str, datetime]:
    """Renew after each pause; answers when each replaced secret was replaced."""
    reception, now, replaced = widget.service.web.state.reception, NOW, {}
    for pause in pauses:
        now += timedelta(minutes=pause)
        before = (await reception.desks.by_id(desk["state"].id)).signer.secrets[0].value
        try:
            async with reception.uow() as uow:
                uow.now = now
                await renew_secret(uow, desk["state"].id)
        except TooManySecrets:
            continue
        replaced[before] = now
        await check_all_sign(widget, desk, replaced, now)
    return replaced


async def check_all_sign(widget: Alone, desk, replaced: dict[str, datetime], now: datetime) -> None:
    found = (await widget.service.web.state.reception.desks.by_id(desk["state"].id)).signer.secrets
    for value, at in replaced.items():
        kept = [each for each in found if each.value == value]
        if now < at + GRACE:
            assert [each.valid_until for each in kept] == [at + GRACE]
        assert not any(each.is_valid(at + GRACE) for each in kept)


@pytest.mark.attack("A22")
async def test_a_storm_of_renewals_ends_no_secret_early(widget: Alone, desk):
    replaced = await renewed_after(widget, desk, [0] * 50 + [GRACE // timedelta(minutes=1) - 1] + [0] * 5)
    assert len(replaced) == MOST_OLD_SECRETS
    assert len(await renewed_after(widget, desk, [3 * 24 * 60, 0])) == 2


@pytest.mark.parametrize("number", range(5))
async def test_renewals_at_any_moments_end_no_secret_early(widget: Alone, desk, number):
    assert await renewed_after(widget, desk, random.Random(number).choices(PAUSES, k=30))
