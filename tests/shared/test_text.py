"""What people type: signs that belong to writing stay, text that shows nothing is empty."""

import pytest
from pydantic import TypeAdapter, ValidationError

from shared.text import OptionalName, OptionalPhone, PersonName, one_line, paragraphs, shows_nothing


@pytest.mark.parametrize("word", ["می‌خواهم", "क्‍ष", "👨‍👩‍👧", "é", "נִקּוּד", "ﬁ"])
def test_signs_that_belong_to_writing_stay(word: str):
    assert one_line(word) == paragraphs(word) == word
    assert not shows_nothing(word)


def test_control_signs_and_broken_unicode_go():
    assert one_line("a\x00b\x1bc\ud800  d\n e") == "abc d e"
    assert paragraphs("a\r\nb\x00\rc\td \n") == "a\nb\nc\td"


@pytest.mark.parametrize(
    "text",
    [
        "",
        " \t\n",
        "\u200b",
        "\u200d\u200c",
        "\ufeff",
        "\u2060\u00ad",
        "\u3164",
        "\u2800",
        "\u0301",
        "\u202e\u2069",
    ],
)
def test_text_of_invisible_signs_counts_as_empty(text: str):
    assert shows_nothing(text)
    with pytest.raises(ValidationError):
        TypeAdapter(PersonName).validate_python(text)
    assert TypeAdapter(OptionalName).validate_python(text) is None
    assert TypeAdapter(OptionalPhone).validate_python(text) is None


def test_a_name_has_an_end():
    assert TypeAdapter(PersonName).validate_python(" Anna\n Nowak ") == "Anna Nowak"
    with pytest.raises(ValidationError, match="at most 200"):
        TypeAdapter(PersonName).validate_python("x" * 201)


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r", "\v", "\f", "\x85", "\u2028", "\u2029"])
def test_whatever_ends_a_line_parts_words(end: str):
    assert paragraphs(f"a{end}b") == "a\nb"
    assert one_line(f"a{end}b") == "a b"
