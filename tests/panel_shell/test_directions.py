"""Whatever people write is shown and typed in its own direction (`dir="auto"` or `<bdi>`), Arabic as well as Polish.

The list below names what is printed elsewhere and is nobody's words. A name that is not in it must stand in an element
with a direction of its own: whoever adds a template and forgets it is told here.
"""

import pytest

from tests.panel_shell.printed import ROOT, TEMPLATES, guiding, names, read

WRITTEN_BY_US = {
    "services/notifications/panel/fragments/email.html": {"state_word"},
    "services/notifications/panel/fragments/mail_list.html": {"label"},
    "services/notifications/panel/fragments/original.html": {"label"},
    "services/notifications/panel/pages/caught_mail.html": {"name"},
    "services/notifications/panel/pages/settings.html": {"title", "about", "name"},
    "services/organization/panel/fragments/task_box.html": {"action", "statuses"},
    "services/organization/panel/pages/person.html": {"role"},
    "services/organization/panel/pages/task.html": {"statuses", "label"},
    "services/organization/panel/pages/tasks.html": {"label"},
    "services/tickets/panel/fragments/conversation.html": {"says"},
    "services/tickets/panel/fragments/entry.html": {"says"},
    "services/tickets/panel/fragments/list.html": {"title", "sort_label", "label"},
    "services/tickets/panel/fragments/snoozed.html": {"name"},
    "services/tickets/panel/pages/desks.html": {"language"},
    "services/tickets/panel/pages/requester.html": {"did"},
    "services/widget/panel/pages/settings.html": {"name", "language"},
    "services/widget/public_pages/templates/refused.html": {"detail"},
    "services/widget/public_pages/templates/ticket.html": {"next_step", "errors"},
    "shared/panel/templates/docs.html": {"service", "method", "path", "about"},
    "shared/panel/templates/fragments/desk_head.html": {"page"},
    "shared/panel/templates/fragments/desk_tabs.html": {"label"},
    "shared/panel/templates/fragments/rail.html": {"label"},
    "shared/panel/templates/fragments/shortcuts.html": {"label", "k"},
    "shared/panel/templates/fragments/sign_in_art.html": {"number"},
    "shared/panel/templates/layout.html": {"label"},
    "shared/panel/templates/macros/composer.html": {"hidden"},
    "shared/panel/templates/macros/controls.html": {
        "label",
        "aside",
        "hint",
        "key",
        "text",
        "id",
        "value",
        "name",
    },
    "shared/panel/templates/macros/conversation.html": {"via", "state"},
    "shared/panel/templates/macros/feedback.html": {"title"},
    "shared/panel/templates/macros/list.html": {"label"},
    "shared/panel/templates/macros/steps.html": {"url"},
    "shared/panel/templates/macros/properties.html": {
        "label",
        "mark",
        "aside",
        "hidden",
        "at",
        "title",
        "zone",
    },
}
TYPED = {"text", "search", "tel", "email"}
"""Types of inputs that take words; an input without a type is one of them."""


def path_of(path: object) -> str:
    return path.relative_to(ROOT).as_posix()  # type: ignore[attr-defined]


def unguided(source: str, ours: set[str]) -> list[str]:
    """What a template prints of people's words where no element takes its direction from them."""
    printed, _ = read(source)
    return [each.expression for each in printed if not each.is_guided and set(names(each.expression)) - ours]


def undirected(source: str) -> list[str]:
    """The fields and choices of a template without a direction: `ltr` is right for machines' words only."""
    _, elements = read(source)
    return [
        f"{tag} {given.get('name') or given.get('value') or ''}"
        for tag, given in elements
        if (tag in ("textarea", "option") or (tag == "input" and (given.get("type") or "text") in TYPED))
        and given.get("dir") not in (("auto",) if tag == "option" else ("auto", "ltr"))
    ]


@pytest.mark.parametrize("path", TEMPLATES, ids=path_of)
def test_what_people_wrote_is_shown_in_its_own_direction(path):
    assert unguided(path.read_text(), WRITTEN_BY_US.get(path_of(path), set())) == []


@pytest.mark.parametrize("path", TEMPLATES, ids=path_of)
def test_what_people_type_and_choose_has_its_own_direction(path):
    assert undirected(path.read_text()) == []


def test_every_name_of_the_list_is_still_printed():
    for path in TEMPLATES:
        printed, _ = read(path.read_text())
        said = {name for each in printed if not each.is_guided for name in names(each.expression)}
        assert WRITTEN_BY_US.get(path_of(path), set()) - said == set(), path_of(path)


def test_the_frames_of_messages_give_what_they_hold_its_direction():
    assert guiding() >= {"from_requester", "from_agent", "note"}
    assert "change" not in guiding()


@pytest.mark.parametrize(
    ("source", "forgotten"),
    [
        ("<b>{{ desk.name }}</b>", ["desk.name"]),
        ('<b dir="auto">{{ desk.name }}</b>{{ desk.name }}', ["desk.name"]),
        ("<p>{% if a %}<bdi>{{ a }}</bdi>{% else %}{{ b }}{% endif %}</p>", ["b"]),
        ("<p>{{ names|join(', ') }} {{ at|when }} {{ 'Yes' if x else 'No' }}</p>", ["names|join(', ')"]),
        ("{% call change(1) %}{{ reason }}{% endcall %}", ["reason"]),
        ("{% call note(1, 2, 3) %}{{ reason }}{% endcall %}", []),
        ("{% block title %}{{ desk.name }}{% endblock %}", []),
        ('<a title="{{ desk.name }}">{{ icon("x") }}</a>', []),
    ],
)  # fmt: skip
def test_a_forgotten_direction_is_found(source, forgotten):
    assert unguided(source, set()) == forgotten


@pytest.mark.parametrize(
    ("source", "found"),
    [
        ('<input name="a"><input name="b" type="email"><input type="hidden" name="c">', ["input a", "input b"]),
        ('<textarea name="a"></textarea><textarea name="b" dir="auto"></textarea>', ["textarea a"]),
        ('<select><option value="1">x</option><option dir="ltr" value="2">y</option></select>', ["option 1", "option 2"]),
    ],
)  # fmt: skip
def test_a_field_without_a_direction_is_found(source, found):
    assert undirected(source) == found
