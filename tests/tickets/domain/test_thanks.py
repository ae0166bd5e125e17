"""What says nothing but thanks, and what says more."""

import pytest

from services.tickets.domain.thanks import looks_like_thanks
from shared.contracts.parts import Attachment, Status
from tests.builders import NOW, RITA, a_ticket, words


@pytest.mark.parametrize(
    "body",
    [
        "Thanks!",
        "thank you very much",
        "Thank you so much for your quick help 🙂",
        "OK, thanks again. Have a nice day!",
        "Thx",
        "It works now, thanks a lot.\n\nBest regards\nRita Rower",
        "Much appreciated, thanks",
        "Dziękuję!",
        "Dzięki wielkie za pomoc",
        "Super, dziękuję bardzo za szybką odpowiedź. Pozdrawiam",
        "DZIĘKUJEMY PAŃSTWU SERDECZNIE",
        "Wszystko działa, dzięki. Miłego dnia",
    ],
)
def test_nothing_but_thanks(body: str):
    assert looks_like_thanks(body, names="Rita Rower")


@pytest.mark.parametrize(
    "body",
    [
        "Thanks, but it still fails",
        "Thank you, it does not work",
        "Thanks. Could you send the invoice again?",
        "Thanks for nothing",
        "No thanks",
        "Thank you, the order is 4711",
        "Thanks, see https://example.com",
        "Thanks, write to rita@example.com",
        "Great",
        "OK",
        "",
        "🙂",
        "Thanks " * 30,
        "Dziękuję, ale nadal nie działa",
        "Dzięki, nie działa",
        "Dzięki za nic",
        "Dziękuję, proszę o fakturę",
        "Super, a kiedy będzie nowa wersja",
        "Thanks, Olaf will call",
    ],
)
def test_what_says_more(body: str):
    assert not looks_like_thanks(body, names="Rita Rower")


@pytest.mark.parametrize(
    ("status", "marked"),
    [(Status.RESOLVED, True), (Status.WAITING, False), (Status.OPEN, False)],
)
def test_only_thanks_that_opened_a_resolved_ticket_are_marked(status: Status, marked: bool):
    ticket = a_ticket(status=status)
    comment = ticket.comment_by_requester(words("Thanks!"), RITA, NOW)
    assert (comment.looks_like_thanks, ticket.status) == (marked, Status.OPEN)


def test_a_file_is_more_than_thanks():
    file = Attachment.model_validate(
        {"id": words().id, "object_key": "k", "name": "a", "size": 1, "content_type": "x/y"}
    )
    comment = a_ticket(status=Status.RESOLVED).comment_by_requester(
        words("Thanks!", attachments=(file,)), RITA, NOW
    )
    assert not comment.looks_like_thanks


def test_thanks_that_are_not_the_last_word_open_nothing_and_are_not_marked():
    ticket = a_ticket(status=Status.RESOLVED)
    comment = ticket.comment_by_requester(words("Thanks!"), RITA, NOW, is_last_word=False)
    assert (comment.looks_like_thanks, ticket.status) == (False, Status.RESOLVED)
