"""What becomes of an event, on both buses: done once, parked, dead, or waiting for the database."""

from uuid import uuid4

import pytest
from sqlalchemy import func, select, text, update

from shared import inbox
from shared.database import Database
from shared.dead_letters import list_dead_letters, replay
from shared.tables import events, outbox, parked
from tests.shared.toy import Echoed, Said, Toy, say, words
from tests.waiting import until


async def count(database: Database, table) -> int:
    async with database.session() as session:
        return await session.scalar(select(func.count()).select_from(table)) or 0


async def test_an_event_reaches_its_handler_and_the_archive(carried, toy_database: Database):
    async with carried():
        await say(toy_database, Said(words="hello"))
        assert await until(lambda: words(toy_database)) == ["hello"]
        await until(lambda: count(toy_database, events))
    assert await count(toy_database, outbox) == 0


async def test_what_was_saved_while_nobody_ran_arrives_after_the_start(carried, toy_database: Database):
    await say(toy_database, *[Said(words=str(n)) for n in range(3)])
    async with carried():
        await until(lambda: _has(toy_database, ["0", "1", "2"]))


async def test_the_same_event_twice_is_handled_once(carried, toy: Toy, toy_database: Database):
    event = Said(words="once")
    async with carried():
        await say(toy_database, event)
        await until(lambda: words(toy_database))
        async with toy_database.session() as session, session.begin():
            again = outbox.insert().from_select(
                ["id", "event_id", "name", "body", "headers", "occurred_at"],
                select(text("gen_random_uuid()"), events.c.id, events.c.name, events.c.body,
                       events.c.headers, events.c.occurred_at),
            )  # fmt: skip
            await session.execute(again)
        await say(toy_database, Said(words="then"))
        await until(lambda: _has(toy_database, ["once", "then"]))
        await until(lambda: _empty(toy_database))
    assert toy.calls == 2


async def test_events_that_come_together_are_handled_in_one_transaction(
    carried, toy: Toy, toy_database: Database
):
    async with carried():
        await say(toy_database, *[Echoed(words=f"{n:03}") for n in range(100)])
        await until(lambda: _has(toy_database, [f"{n:03}" for n in range(100)]))
    assert max(toy.sizes) > 1


async def test_one_poison_in_a_batch_spoils_only_itself(carried, toy: Toy, toy_database: Database):
    toy.broken.add("005")
    async with carried():
        await say(toy_database, *[Echoed(words=f"{n:03}") for n in range(10)])
        await until(lambda: _has(toy_database, [f"{n:03}" for n in range(10) if n != 5]))
        letter = (await until(lambda: _dead(toy_database)))[0]
    assert (letter.queue, letter.reason) == ("toy.write_down_many", "conflict")


async def test_a_broken_rule_makes_a_dead_letter_and_a_replay_handles_it_once(
    carried, toy: Toy, toy_database: Database
):
    toy.broken.add("forbidden")
    async with carried():
        await say(toy_database, Said(words="forbidden"), Said(words="fine"))
        letter = (await until(lambda: _dead(toy_database)))[0]
        await until(lambda: _has(toy_database, ["fine"]))
        toy.broken.clear()
        async with toy_database.session() as session, session.begin():
            await replay(session, letter.id)
        await until(lambda: _has(toy_database, ["fine", "forbidden"]))
        await until(lambda: _empty(toy_database))
    assert await _dead(toy_database) == []


async def test_an_unknown_fact_parks_the_event_until_it_is_known(carried, toy: Toy, toy_database: Database):
    toy.unknown.add("early")
    async with carried():
        await say(toy_database, Said(words="early"))
        await until(lambda: count(toy_database, parked))
        toy.unknown.clear()
        await _make_parked_due(toy_database)
        await until(lambda: _has(toy_database, ["early"]))
    assert await count(toy_database, parked) == 0


async def test_what_stays_unknown_becomes_a_dead_letter_in_the_end(carried, toy: Toy, toy_database: Database):
    toy.unknown.add("never")
    async with carried():
        await say(toy_database, Said(words="never"))

        async def given_up():
            await _make_parked_due(toy_database)
            return await _dead(toy_database)

        letter = (await until(given_up))[0]
    assert letter.reason == "not_found"
    assert await count(toy_database, parked) == 0


async def test_a_handler_that_does_not_end_is_cut_and_tried_again_later(
    carried, toy: Toy, toy_database: Database, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(inbox, "LONGEST_HANDLING", 0.2)
    toy.endless.add("slow")
    async with carried():
        await say(toy_database, Said(words="slow"), Said(words="quick"))
        await until(lambda: count(toy_database, parked))
        assert await words(toy_database) == ["quick"]
        toy.endless.clear()
        await _make_parked_due(toy_database)
        await until(lambda: _has(toy_database, ["quick", "slow"]))


async def test_a_malformed_body_becomes_a_dead_letter(carried, toy_database: Database):
    async with toy_database.session() as session, session.begin():
        for body in (b"{", b"", b"[]", b'{"words": 7}', b"\xff\xfe"):
            row = {"id": uuid4(), "event_id": uuid4(), "name": "toy.said.v1", "body": body, "headers": {}}
            await session.execute(outbox.insert().values(occurred_at=func.now(), **row))
    async with carried():
        await say(toy_database, Said(words="good"))
        await until(lambda: _has(toy_database, ["good"]))
        await until(lambda: _count_dead(toy_database, 5))
    assert {letter.reason for letter in await _dead(toy_database)} == {"malformed_body"}


async def _has(database: Database, expected: list[str]) -> bool:
    return await words(database) == expected


async def _empty(database: Database) -> bool:
    return await count(database, outbox) == 0


async def _dead(database: Database):
    async with database.session() as session:
        return await list_dead_letters(session)


async def _count_dead(database: Database, expected: int) -> bool:
    return len(await _dead(database)) == expected


async def _make_parked_due(database: Database) -> None:
    async with database.session() as session, session.begin():
        await session.execute(update(parked).values(next_attempt_at=func.now()))
