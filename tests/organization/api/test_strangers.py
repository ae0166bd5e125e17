"""What strangers guess shuts neither a person out, nor everybody behind one address."""

from collections.abc import Callable

import pytest
from sqlalchemy import insert

from services.organization.tables import sign_in_attempts
from services.organization.use_cases.attempts import Subjects
from shared.clock import utc_now
from shared.database import Database
from tests.organization.conftest import OWNER, Browser

HERE = "127.0.0.1"


@pytest.mark.parametrize(("kind", "guesses"), [("person", 100), ("network", 100), ("network", 500)])
async def test_so_many_guesses_of_others_keep_nobody_out(
    browser: Callable[..., Browser], organization_database: Database, kind: str, guesses: int
):
    (subject,) = [each for each in Subjects.of(OWNER["email"], HERE).limits if each.startswith(kind)]
    row = {"subject": subject, "attempts": guesses, "since": utc_now()}
    async with organization_database.session() as session, session.begin():
        await session.execute(insert(sign_in_attempts).values(row))
    assert (await browser(client=(HERE, 1)).post("/auth/sign-in", json=OWNER)).status_code == 200
