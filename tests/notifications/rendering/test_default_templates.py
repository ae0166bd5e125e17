"""The words of desks that have not written their own."""

import pytest

from services.notifications.domain.templates import check
from services.notifications.rendering.default_templates import default_template, neutral_template
from shared.contracts.mail_variables import VISITORS_WORDS, MailKind
from shared.locales import languages

KINDS: list[MailKind] = ["ticket_created", "comment_added"]


@pytest.mark.parametrize("language", languages())
@pytest.mark.parametrize("kind", KINDS)
def test_the_default_templates_pass_their_own_check(language: str, kind: MailKind):
    check(kind, *default_template(kind, language))


@pytest.mark.parametrize("language", languages())
def test_the_neutral_text_has_no_word_of_the_visitor(language: str):
    template = neutral_template(language)
    check("ticket_created", *template)
    assert not any(name in "".join(template) for name in VISITORS_WORDS)


def test_a_polish_desk_writes_polish_and_a_language_without_texts_english():
    assert "Dzień dobry" in default_template("ticket_created", "pl-PL").body
    assert default_template("ticket_created", "de") == default_template("ticket_created", "en")
    assert "Dzień dobry" in neutral_template("PL").body
