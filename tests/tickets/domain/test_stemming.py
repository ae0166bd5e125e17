"""One form of a word finds the others, and always itself."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.tickets.domain.searching import fold
from services.tickets.domain.stemming import SHORTEST, STEMMERS, beginning

FORMS = {
    "en": [("delivery", "deliveries"), ("invoices", "invoice"), ("installed", "installing")],
    "pl": [
        ("faktury", "fakturami"),
        ("zamówienia", "zamówieniu"),
        ("zamowienia", "ZAMÓWIENIE"),
        ("płatność", "płatności"),
    ],
}


@pytest.mark.parametrize(
    ("language", "typed", "written"), [(language, *two) for language in FORMS for two in FORMS[language]]
)
def test_a_form_finds_another(language: str, typed: str, written: str):
    assert beginning(typed, [language]) in fold(written)
    assert beginning(written, [language]) in fold(typed)


@pytest.mark.parametrize("word", ["SUP-26-003", "10", "ran", "a", "日本語", "o'neil"])
def test_numbers_short_words_and_other_scripts_stay_whole(word: str):
    assert beginning(word, STEMMERS) == fold(word)


def test_a_language_that_is_not_known_changes_nothing():
    assert beginning("deliveries", ["de"]) == beginning("deliveries", []) == "deliveries"


@given(st.text(min_size=1), st.sets(st.sampled_from(["en", "pl", "xx"])))
def test_the_very_word_is_always_found(word: str, languages: set[str]):
    found = beginning(word, languages)
    assert fold(word).startswith(found)
    assert len(found) >= min(SHORTEST, len(fold(word)))
