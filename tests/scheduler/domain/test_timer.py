from datetime import timedelta
from uuid import uuid4

from services.scheduler.domain.timer import Timer, TimerState
from shared.contracts.scheduler import TimerDue
from tests.builders import NOW, TOMORROW, YESTERDAY, a_timer, happened


def test_a_timer_fires_once_when_its_instant_has_come():
    timer = a_timer(due_at=NOW)
    assert timer.is_due(NOW)
    timer.fire(NOW)
    timer.fire(NOW + timedelta(seconds=1))
    (event,) = happened(timer)
    assert isinstance(event, TimerDue)
    assert (event.timer_id, event.ticket_id, event.due_at) == (timer.timer_id, timer.ticket_id, NOW)
    assert timer.state == TimerState.FIRED


def test_a_timer_does_not_fire_early():
    timer = a_timer(due_at=TOMORROW)
    timer.fire(TOMORROW - timedelta(microseconds=1))
    assert timer.is_pending
    assert not timer.has_changed


def test_an_instant_that_passed_while_the_scheduler_was_down_is_due():
    assert a_timer(due_at=YESTERDAY).is_due(NOW)


def test_a_cancelled_timer_never_fires():
    timer = a_timer(due_at=NOW)
    timer.cancel()
    assert timer.has_changed
    timer.fire(NOW)
    assert timer.state == TimerState.CANCELLED
    assert happened(timer) == []


def test_cancelling_after_the_firing_changes_nothing():
    timer = a_timer(state=TimerState.FIRED)
    timer.cancel()
    assert timer.state == TimerState.FIRED
    assert not timer.has_changed


def test_a_cancelling_that_overtakes_the_setting_leaves_a_timer_that_never_fires():
    timer = Timer.cancelled_before_set(uuid4(), uuid4())
    timer.fire(TOMORROW)
    assert not timer.is_pending
    assert happened(timer) == []


def test_a_setting_that_comes_after_its_cancelling_is_remembered_and_starts_nothing():
    timer = Timer.cancelled_before_set(uuid4(), uuid4())
    timer.learn(NOW)
    assert (timer.due_at, timer.state) == (NOW, TimerState.CANCELLED)
    timer.learn(NOW.replace(year=2099))
    assert timer.due_at == NOW
    timer.fire(NOW)
    assert timer.pull_events(NOW) == []
