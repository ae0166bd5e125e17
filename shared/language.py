"""A reader's language: what is said by key comes from its catalogue (`shared/languages/`), read once per process."""

import re
from collections.abc import Mapping
from functools import cache
from gettext import GNUTranslations, NullTranslations
from io import BytesIO

from babel.messages.catalog import Catalog, Message
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from starlette.requests import Request

from shared.locales import CATALOGUES, ENGLISH, languages, spoken

REFUSALS = "refusal."
"""How the keys of sentences begin that rules say in English, whoever will read them."""

LONGEST_HEADER = 200
_GAP = re.compile(r"\\\{(\w+)\\\}")


class Language:
    """The words of one language; what it has none for is said in English."""

    def __init__(self, tag: str, words: NullTranslations) -> None:
        self.tag = tag
        self._words = words

    def say(self, key: str, **values: object) -> str:
        """The words of `key` around `values`; the value `count` chooses the plural form by this language's rule."""
        count = values.get("count")
        is_counted = isinstance(count, int)
        found = self._words.ngettext(key, key, count) if is_counted else self._words.gettext(key)
        if found == key:
            raise KeyError(key)  # not even English has words for it: a mistake in the code, said at once
        return found.format(**values) if values else found

    def refusal(self, english: str) -> str:
        """What a rule said in English, for people who read this language; something general if there are no words."""
        if self.tag == ENGLISH:
            return english
        for pattern, key in _refusals().items():
            if found := pattern.fullmatch(english.rstrip(".")):
                values = found.groupdict()
                counted = {"count": int(values["count"])} if "count" in values else {}
                return self.say(key, **values | counted)
        return self.say("refusal.other")


def language_named(tag: str) -> Language:
    """The language that readers of `tag` are spoken to in; English where we have none of theirs."""
    return _all()[spoken(tag) or ENGLISH]


def language_asked(request: Request) -> Language:
    """The first of the browser's languages that we speak: for pages that belong to no desk and to nobody known."""
    wishes = request.headers.get("accept-language", "")[:LONGEST_HEADER].split(",")
    found = (spoken(wish.partition(";")[0].strip()) for wish in wishes)
    return language_named(next(filter(None, found), ENGLISH))


def languages_to_choose() -> list[tuple[str, str]]:
    """Each language's tag, and what it calls itself."""
    return [(tag, each.say("language.name")) for tag, each in _all().items()]


def said_in(tag: str) -> dict[str, tuple[str, ...]]:
    """The words of a language as its file has them: by key, and in several forms where they depend on a count."""
    return {_key(message): _forms(message) for message in _catalogue(tag) if message.id}


@cache
def _catalogue(tag: str) -> Catalog:
    with (CATALOGUES / f"{tag}.po").open("rb") as file:
        read = read_po(file, locale=tag)
    # What is not whole is not there, so that all of it is said in English.
    for message in [each for each in read if each.id and not all(_forms(each))]:
        read.delete(_key(message))
    return read


def _key(message: Message) -> str:
    return str(message.id[0] if message.pluralizable else message.id)


def _forms(message: Message) -> tuple[str, ...]:
    # A fuzzy translation is a guess of somebody's tool; gettext leaves it out, too.
    said = "" if message.fuzzy else message.string or ""
    return (said,) if isinstance(said, str) else tuple(said)


@cache
def _all() -> Mapping[str, Language]:
    english = _compiled(ENGLISH)
    return {tag: Language(tag, english if tag == ENGLISH else _over(english, tag)) for tag in languages()}


def _over(english: NullTranslations, tag: str) -> NullTranslations:
    words = _compiled(tag)
    words.add_fallback(english)
    return words


def _compiled(tag: str) -> GNUTranslations:
    compiled = BytesIO()
    write_mo(compiled, _catalogue(tag))
    compiled.seek(0)
    return GNUTranslations(compiled)


@cache
def _refusals() -> Mapping[re.Pattern[str], str]:
    """The English of each refusal as a pattern, with the key that it stands under."""
    return {
        _pattern(text): key
        for key, texts in said_in(ENGLISH).items()
        if key.startswith(REFUSALS)
        for text in texts
    }


def _pattern(text: str) -> re.Pattern[str]:
    def gap(found: re.Match[str]) -> str:
        return f"(?P<{found[1]}>{'[0-9]+' if found[1] == 'count' else '.+'})"

    return re.compile(_GAP.sub(gap, re.escape(text)))
