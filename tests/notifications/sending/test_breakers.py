from uuid import uuid4

from services.notifications.sending.breakers import FAILURES, LONGEST_REST, Breakers


class Clock:
    now = 0.0

    def __call__(self) -> float:
        return self.now


def test_an_unknown_mailbox_is_tried_out_by_one_mail():
    breakers, desk = Breakers(Clock()), uuid4()
    assert breakers.resting(set()) == []
    assert breakers.resting({desk}) == [desk]
    breakers.reached(desk)
    assert breakers.resting({desk}) == []
    assert breakers.proven == [desk]


def test_a_server_that_is_missed_again_and_again_rests_longer_each_time_but_not_for_ever():
    clock = Clock()
    breakers, desk = Breakers(clock), uuid4()
    for _ in range(FAILURES - 1):
        breakers.missed(desk)
    assert breakers.resting(set()) == []
    rests = []
    for _ in range(8):
        breakers.missed(desk)
        began = clock.now
        while breakers.resting(set()):
            clock.now += 1
        rests.append(clock.now - began)
    assert rests == sorted(rests)
    assert rests[0] == 5
    assert rests[-1] == LONGEST_REST


def test_a_server_that_is_missed_for_days_still_rests():
    clock = Clock()
    breakers, desk = Breakers(clock), uuid4()
    for _ in range(5_000):
        breakers.missed(desk)
    assert breakers.resting(set()) == [desk]
    clock.now += LONGEST_REST
    assert breakers.resting(set()) == []


def test_one_answer_ends_the_rest():
    breakers, desk = Breakers(Clock()), uuid4()
    for _ in range(FAILURES):
        breakers.missed(desk)
    breakers.reached(desk)
    assert breakers.resting({desk}) == []
