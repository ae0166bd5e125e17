"""Catalogues and sources agree: no key without words, no words without a use, the same gaps in every language."""

import ast
import re
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path

import pytest
from jinja2 import Environment, nodes

from shared.contracts.parts import Status
from shared.language import REFUSALS, said_in
from shared.locales import ENGLISH, languages, languages_of_widget_alone
from shared.manners import HAVE_WORDS

PROJECT = Path(__file__).parents[2]
PYTHON = [path for room in ("services", "shared") for path in sorted((PROJECT / room).rglob("*.py"))]
SCRIPTS = sorted((PROJECT / "services").glob("*/browser/**/*.js"))
TEMPLATES = [path for room in ("services", "shared") for path in sorted((PROJECT / room).rglob("*.html"))]
GAP = re.compile(r"\{+\w+\}+")
ASKING = {"say", "Message"}
"""What takes a key: `say("…")` in Python and in templates, and a flash message."""

Words = Mapping[str, tuple[str, ...]]


def faults(english: Words, other: Words, forms: int) -> list[str]:
    """What is wrong with the words of another language."""
    found = [f"{key}: missing" for key in english if key not in other]
    found += [f"{key}: superfluous" for key in other if key not in english]
    for key in english.keys() & other.keys():
        gaps = {frozenset(GAP.findall(text)) for text in (*english[key], *other[key])}
        found += [f"{key}: other gaps"] if len(gaps) > 1 else []
        counted = len(english[key]) > 1
        found += [f"{key}: {forms} forms needed"] if len(other[key]) != (forms if counted else 1) else []
    return sorted(found)


def number_of_forms(tag: str) -> int:
    text = (PROJECT / "shared" / "languages" / f"{tag}.po").read_text()
    (number,) = re.findall(r"nplurals=(\d+);", text)
    return int(number)


@pytest.mark.parametrize("tag", languages())
def test_every_language_has_all_words_and_no_other(tag: str):
    assert faults(said_in(ENGLISH), said_in(tag), number_of_forms(tag)) == []


@pytest.mark.parametrize("tag", languages_of_widget_alone())
def test_a_language_of_the_widget_has_all_of_its_words_and_no_other(tag: str):
    named = {key for path in SCRIPTS for key in asked_in_script(path.read_text())}
    english = {key: forms for key, forms in said_in(ENGLISH).items() if key in named}
    assert faults(english, said_in(tag), number_of_forms(tag)) == []


def test_what_is_wrong_with_a_language_would_be_named():
    english = {"a": ("x",), "b": ("{n} y",), "c": ("{count} z", "{count} zs"), "e": ("{{v}}",)}
    other = {"b": ("{m} y",), "c": ("{count} z", "{count} zs"), "d": ("x",), "e": ("{v}",)}
    assert faults(english, other, 3) == [
        "a: missing",
        "b: other gaps",
        "c: 3 forms needed",
        "d: superfluous",
        "e: other gaps",
    ]


def test_what_depends_on_a_count_has_forms_for_it():
    english = said_in(ENGLISH)
    assert {key for key, forms in english.items() if "{count}" in forms[0]} == {
        key for key, forms in english.items() if len(forms) > 1
    }


def asked_in_python(source: str) -> Iterator[str]:
    """The keys that code asks for by name; one that ends in a dot stands for all that begin so."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call) and node.args and _name(node.func) in ASKING:
            yield from _literal(node.args[0])


def asked_in_template(source: str) -> Iterator[str]:
    for call in Environment(autoescape=True).parse(source).find_all(nodes.Call):
        if isinstance(call.node, nodes.Name) and call.node.name == "say":
            if isinstance(call.args[0], nodes.Const):
                yield call.args[0].value
            else:
                # A flash message brings its key: those are read where they are made.
                assert isinstance(call.args[0], nodes.Getattr), "say() takes a literal key"


def asked_in_script(source: str) -> list[str]:
    """Scripts of a build bring the words whose keys they name whole."""
    return re.findall(r'"([a-z_]+\.[a-z0-9_.]+)"', source)


def _name(function: ast.expr) -> str:
    return function.attr if isinstance(function, ast.Attribute) else getattr(function, "id", "")


def _literal(argument: ast.expr) -> list[str]:
    if isinstance(argument, ast.IfExp):
        return [*_literal(argument.body), *_literal(argument.orelse)]
    if isinstance(argument, ast.JoinedStr):
        first = argument.values[0]
        return [str(first.value)] if isinstance(first, ast.Constant) else []
    if isinstance(argument, ast.Constant) and isinstance(argument.value, str) and "." in argument.value:
        return [argument.value]
    return []


@cache
def asked() -> frozenset[str]:
    keys = {key for path in PYTHON for key in asked_in_python(path.read_text())}
    keys |= {key for path in TEMPLATES for key in asked_in_template(path.read_text())}
    return frozenset(keys | {key for path in SCRIPTS for key in asked_in_script(path.read_text())})


@cache
def constants() -> frozenset[str]:
    trees = [ast.parse(path.read_text()) for path in PYTHON]
    return frozenset(
        node.value
        for tree in trees
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    )


def test_sources_ask_only_for_keys_that_have_words():
    known = said_in(ENGLISH)
    unknown = [key for key in asked() if not any(_is(each, key) for each in known)]
    assert unknown == []


def test_every_key_is_asked_for_somewhere():
    known = [key for key in said_in(ENGLISH) if not key.startswith(REFUSALS)]
    unused = [key for key in known if key not in constants() and not any(_is(key, each) for each in asked())]
    assert unused == []


def _is(key: str, wanted: str) -> bool:
    return key.startswith(wanted) if wanted.endswith(".") else key == wanted


def test_asking_is_seen_in_code_and_in_templates():
    code = 'say("a.b")\nlanguage.say(f"c.{x}.d", n=1)\nself.say("e.f" if x else "g.h")\nMessage("i.j")\nsay(key)\nhelp("k.l")'
    assert list(asked_in_python(code)) == ["a.b", "c.", "e.f", "g.h", "i.j"]
    assert list(asked_in_template('{{ field(say("a.b"), say(flash.key)) }}')) == ["a.b"]
    assert asked_in_script('import x from "./a.js"; say("b.c", { d: "e" });') == ["b.c"]
    with pytest.raises(AssertionError):
        list(asked_in_template("{{ say(anything) }}"))


def test_what_is_asked_for_by_its_state_has_words_for_each():
    known = said_in(ENGLISH)
    assert {f"public_status.{status.value}" for status in Status} <= known.keys()
    assert {f"error_page.{status}.{part}" for status in HAVE_WORDS for part in ("title", "detail")} == {
        key for key in known if key.startswith("error_page.")
    }


def test_what_rules_refuse_is_said_in_english_as_the_catalogue_has_it():
    """A page finds a refusal's words by its English: a rule that says it otherwise would lose its translation."""
    said = re.sub(r"{\w+}", "{}", "\n".join(sorted(constants())))
    for key, forms in said_in(ENGLISH).items():
        if key.startswith(REFUSALS) and key not in constants():
            assert any(_is_said(form, said) for form in forms), f"{key}: {forms}"


def _is_said(form: str, said: str) -> bool:
    return all(part in said for part in GAP.split(form) if part.strip())
