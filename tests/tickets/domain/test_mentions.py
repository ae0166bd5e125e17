"""Whom a note calls by name."""

from uuid import UUID

import pytest

from services.tickets.domain.mentions import Callable, called_in

ANNA, ANNA_MARIA, BEA, ZOE, TWIN = (UUID(int=n) for n in range(1, 6))
PEOPLE = [
    Callable(ANNA, "Anna Nowak", "anna@example.com"),
    Callable(ANNA_MARIA, "Anna Nowak Lis", "lis@example.com"),
    Callable(BEA, "Bea", "bea@example.com"),
    Callable(ZOE, "Zoë Łąka", "zoe@example.com"),
    Callable(TWIN, "bea", "other.bea@example.com"),
]


@pytest.mark.parametrize(
    ("text", "called"),
    [
        ("@Anna Nowak look", (ANNA,)),
        ("(@anna nowak), please", (ANNA,)),
        ("@Anna Nowak Lis, not the other", (ANNA_MARIA,)),
        ("@Anna Nowakowska", ()),
        ("@Anna", ()),
        ("@zoë łąka: @lis@example.com.", (ZOE, ANNA_MARIA)),
        ("@bea@example.com and again @bea@example.com", (BEA,)),
        ("@Bea is the name of two", ()),
        ("write to anna@example.com", ()),
        ("write to x@anna nowak", ()),
        ("@anna@example.com.pl", ()),
        ("@@Anna Nowak", ()),
        ("@ Anna Nowak", ()),
        ("@nobody", ()),
        ("", ()),
    ],
)
def test_a_whole_name_or_address_calls_and_whatever_is_doubtful_is_a_word(text: str, called: tuple):
    assert called_in(text, PEOPLE) == called
