from uuid import UUID, uuid4

import pytest

from services.notifications.domain.threading import message_id, thread_headers


def test_a_delivery_has_one_message_id_of_its_own():
    delivery_id = UUID("d0000000-0000-4000-8000-000000000001")
    made = message_id(delivery_id, "support@desk.example")
    assert made == "<d0000000-0000-4000-8000-000000000001@desk.example>"
    assert (
        made == message_id(delivery_id, "support@desk.example") != message_id(uuid4(), "support@desk.example")
    )


@pytest.mark.parametrize("mailbox", ["", "support@", "support@x.example\r\nBcc: all", "support@x y"])
@pytest.mark.attack("A14")
def test_a_mailbox_cannot_smuggle_another_line_in(mailbox: str):
    with pytest.raises(ValueError):
        message_id(uuid4(), mailbox)


def test_the_first_mail_of_a_ticket_begins_a_thread():
    assert thread_headers([]) == {}


def test_an_answer_follows_the_last_mail_and_names_all():
    headers = thread_headers(["<a@x>", "<b@x>", "<a@x>", "<c@x>"])
    assert headers == {"In-Reply-To": "<c@x>", "References": "<a@x> <b@x> <c@x>"}


def test_a_long_thread_keeps_its_first_and_its_latest_mails():
    ids = [f"<{number}@x>" for number in range(100)]
    references = thread_headers(ids)["References"].split()
    assert len(references) == 20
    assert (references[0], references[1], references[-1]) == ("<0@x>", "<81@x>", "<99@x>")


@pytest.mark.parametrize(
    "foreign", ["", "x@y", "<a b@x>", "<a@x>\r\nBcc: all@example.com", "<" + "a" * 999 + "@x>"]
)
@pytest.mark.attack("A14")
def test_what_is_no_message_id_is_left_out(foreign: str):
    assert thread_headers([foreign]) == {}
    assert thread_headers(["<a@x>", foreign]) == {"In-Reply-To": "<a@x>", "References": "<a@x>"}


def test_a_thread_that_just_fits_is_named_whole():
    ids = [f"<{number}@x>" for number in range(20)]
    assert thread_headers(ids)["References"].split() == ids
