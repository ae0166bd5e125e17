"""Readers are spoken to in their own language where there are words in it, and in English where there are none."""

from collections.abc import Iterator
from pathlib import Path
from shutil import copytree

import pytest
from starlette.requests import Request

from shared import language as speaking
from shared import locales
from shared.language import language_asked, language_named, languages_to_choose

GERMAN = """
msgid ""
msgstr ""
"Content-Type: text/plain; charset=UTF-8\\n"
"Plural-Forms: nplurals=2; plural=(n != 1);\\n"

msgid "language.name"
msgstr "Deutsch"

msgid "refusal.too_many_files"
msgid_plural "refusal.too_many_files"
msgstr[0] "Höchstens {count} Datei"
msgstr[1] "Höchstens {count} Dateien"

msgid "refusal.too_long"
msgid_plural "refusal.too_long"
msgstr[0] "Höchstens {count} Zeichen"

#, fuzzy
msgid "form.send"
msgstr "Absenden?"
"""


def _forget() -> None:
    for known in (locales._languages, speaking._catalogue, speaking._all, speaking._refusals):
        known.cache_clear()


@pytest.fixture
def german(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """One file more among the catalogues, with a few words only."""
    folder = copytree(locales.CATALOGUES, tmp_path / "languages")
    (folder / "de.po").write_text(GERMAN)
    for module in (locales, speaking):
        monkeypatch.setattr(module, "CATALOGUES", folder)
    _forget()
    yield
    monkeypatch.undo()
    _forget()


def asking(header: str) -> Request:
    return Request({"type": "http", "headers": [(b"accept-language", header.encode())]})


@pytest.mark.parametrize(
    ("count", "polish"),
    [(1, "1 plik"), (2, "2 pliki"), (4, "4 pliki"), (5, "5 plików"), (12, "12 plików"), (22, "22 pliki")],
)
def test_a_count_has_the_form_of_the_languages_own_rule(count: int, polish: str):
    assert language_named("pl").say("refusal.too_many_files", count=count) == f"Najwyżej {polish}"


def test_english_has_two_forms():
    said = [language_named("en").say("refusal.too_many_files", count=count) for count in (1, 2)]
    assert said == ["At most 1 file", "At most 2 files"]


@pytest.mark.parametrize(
    ("tag", "spoken"),
    [("pl", "pl"), ("pl-PL", "pl"), ("PL_pl", "pl"), ("en-GB", "en"), ("de", "en"), ("", "en")],
)
def test_a_country_changes_no_words_and_unknown_readers_get_english(tag: str, spoken: str):
    assert language_named(tag).tag == spoken


@pytest.mark.parametrize(
    ("header", "spoken"),
    [
        ("pl-PL,pl;q=0.9,en;q=0.8", "pl"),
        ("de, pl;q=0.5", "pl"),
        ("en-US, pl", "en"),
        ("plx", "en"),
        ("", "en"),
        ("x" * 300 + ",pl", "en"),
    ],
)
def test_the_first_language_of_the_browser_that_we_speak_is_taken(header: str, spoken: str):
    assert language_asked(asking(header)).tag == spoken


def test_a_key_without_words_is_a_mistake_said_at_once():
    for tag in ("en", "pl"):
        with pytest.raises(KeyError, match="no.such_key"):
            language_named(tag).say("no.such_key")
        with pytest.raises(KeyError, match="no.such_key"):
            language_named(tag).say("no.such_key", count=2)


def test_a_refusal_is_found_by_its_english_with_what_stands_in_it():
    polish, english = language_named("pl"), language_named("en")
    assert polish.refusal("At most 300 characters") == "Najwyżej 300 znaków"
    assert polish.refusal("At most 1 KB per file.") == "Najwyżej 1 KB na plik"
    assert polish.refusal("At most 30 fields of 200 characters") == "To wymaga poprawki"
    assert english.refusal("At most 300 characters") == "At most 300 characters"
    assert english.refusal("Never heard of") == "Never heard of"


@pytest.mark.usefixtures("german")
class TestALanguageIsOneFileMore:
    def test_it_can_be_chosen_and_is_taken_by_every_door(self):
        assert languages_to_choose() == [("en", "English"), ("de", "Deutsch"), ("pl", "Polski")]
        assert locales.is_language("de-AT")
        assert locales.in_words() == "en, de or pl"
        assert language_asked(asking("de-AT")).tag == "de"

    def test_it_speaks_its_words_and_english_where_it_has_none(self):
        german = language_named("de-AT")
        assert german.say("refusal.too_many_files", count=2) == "Höchstens 2 Dateien"
        assert german.say("refusal.title_required") == "A title is required"
        assert german.say("form.attached") == "Attached"

    @pytest.mark.parametrize("count", [1, 2])
    def test_words_with_one_form_too_few_are_none(self, count):
        said = language_named("de").say("refusal.too_long", count=count)
        assert said == language_named("en").say("refusal.too_long", count=count)

    def test_a_guess_of_a_translators_tool_is_not_said(self):
        assert language_named("de").say("form.send") == "Send"
        assert "form.send" not in speaking.said_in("de")


def test_without_its_file_a_language_is_refused():
    assert not locales.is_language("de")
    assert not locales.is_language("pl-")
    assert not locales.is_language("polski język")
    assert locales.in_words() == "en or pl"


def test_a_language_that_only_the_widget_speaks_cannot_be_chosen_and_is_asked_for_in_vain():
    assert locales.languages_of_widget_alone() == ("ar",)
    assert not locales.is_language("ar-EG")
    assert "ar" not in dict(languages_to_choose())
    assert language_asked(asking("ar, pl")).tag == "pl"
