from datetime import timedelta

import pytest

from services.notifications.domain.delivery import BACK_OFF, Delivery
from services.notifications.domain.delivery_state import DeliveryState
from shared.contracts.notifications import DeliveryFailed, DeliverySent
from tests.builders import NOW, a_delivery, happened


def sending(**fields) -> Delivery:
    delivery = a_delivery(**fields)
    assert delivery.start(NOW)
    return delivery


def test_a_delivery_is_marked_before_the_mail_is_offered_and_taken_once():
    delivery = a_delivery()
    assert delivery.start(NOW)
    assert not delivery.start(NOW)
    assert (delivery.state, delivery.attempts) == (DeliveryState.SENDING, 1)


def test_a_delivery_is_not_taken_before_its_time():
    assert not a_delivery(next_attempt_at=NOW + timedelta(seconds=1)).start(NOW)


def test_an_accepted_mail_is_sent():
    delivery = sending()
    delivery.answered(250, "ok", NOW)
    (event,) = happened(delivery)
    assert isinstance(event, DeliverySent)
    assert delivery.state == DeliveryState.SENT
    assert (event.comment_id, event.recipient) == (delivery.comment_id, "rita@example.com")


def test_a_refused_mail_has_failed_for_good_with_the_servers_words():
    delivery = sending()
    delivery.answered(550, "no such\r\n user", NOW)
    (event,) = happened(delivery)
    assert isinstance(event, DeliveryFailed)
    assert (delivery.state, event.reason) == (DeliveryState.FAILED, "550 no such user")


def test_a_mail_put_off_waits_longer_each_time_and_a_day_at_most():
    delivery, now, waits = a_delivery(), NOW, []
    while delivery.start(now):
        delivery.answered(451, "later", now)
        waits.append(delivery.next_attempt_at - now)
        now = delivery.next_attempt_at
    assert waits[:-1] == list(BACK_OFF)
    assert now - NOW <= timedelta(hours=24)
    assert delivery.state == DeliveryState.FAILED
    assert [type(event) for event in happened(delivery)] == [DeliveryFailed]


def test_a_mail_that_a_stopped_worker_left_for_a_day_fails_at_the_next_refusal():
    delivery = sending(created_at=NOW - timedelta(hours=25))
    delivery.put_off("no connection", NOW)
    assert delivery.state == DeliveryState.FAILED


def test_a_mail_put_off_is_told_to_nobody_yet():
    delivery = sending()
    delivery.put_off("no connection", NOW)
    assert (delivery.state, delivery.reason) == (DeliveryState.QUEUED, "no connection")
    assert happened(delivery) == []
    assert not delivery.is_due(NOW)


def test_an_unknown_outcome_is_shown_and_never_tried_again():
    delivery = sending()
    delivery.lose_track("the worker died")
    assert delivery.state == DeliveryState.UNKNOWN
    assert not delivery.is_due(NOW + timedelta(days=2))
    assert happened(delivery) == []


@pytest.mark.parametrize("state", [state for state in DeliveryState if state != DeliveryState.SENDING])
def test_an_answer_to_a_mail_that_is_not_under_way_changes_nothing(state: DeliveryState):
    delivery = a_delivery(state=state)
    for code in (250, 451, 550):
        delivery.answered(code, "late", NOW)
    delivery.lose_track("late")
    assert delivery.state == state
    assert not delivery.has_changed


@pytest.mark.parametrize(
    ("code", "state"),
    [(199, "queued"), (200, "sent"), (299, "sent"), (300, "queued"), (499, "queued"), (500, "failed")],
)
def test_the_class_of_the_answer_decides(code: int, state: str):
    delivery = sending()
    delivery.answered(code, "", NOW)
    assert delivery.state == state


@pytest.mark.parametrize("code", [599, 600])
def test_only_codes_of_the_five_hundreds_refuse_for_good(code: int):
    delivery = sending()
    delivery.answered(code, "", NOW)
    assert (delivery.state == DeliveryState.FAILED) is (code == 599)


def test_a_delivery_knows_when_it_last_changed():
    delivery = sending()
    assert delivery.settle(NOW)
    assert (delivery.changed_at, delivery.version) == (NOW, 1)


def test_exactly_a_day_after_its_making_a_mail_may_still_be_tried():
    delivery = sending(created_at=NOW + BACK_OFF[0] - timedelta(hours=24))
    delivery.put_off("no connection", NOW)
    assert delivery.state == DeliveryState.QUEUED
