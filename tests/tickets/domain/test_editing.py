from uuid import uuid4

import pytest

from services.tickets.domain.assignment import Assignee
from services.tickets.domain.errors import TagRefused, TitleRequired, WordsRequired
from shared.contracts.parts import Attachment, Priority
from shared.contracts.tickets import TicketPublicChanged
from tests.builders import ANNA, NOW, RITA, a_category, a_requester, a_ticket, happened, words


def a_file(**fields) -> Attachment:
    defaults = {"id": uuid4(), "object_key": "x", "name": "a.png", "size": 3, "content_type": "image/png"}
    return Attachment(**{**defaults, **fields})


def test_an_edit_of_several_fields_is_told_once_and_remembered_field_by_field():
    ticket = a_ticket()
    ticket.edit(ANNA, title="Other", category=a_category(name="Fire"), requester=a_requester(phone="112"))
    (event,) = happened(ticket)
    assert isinstance(event, TicketPublicChanged)
    assert (event.actor, event.ticket.title, event.ticket.requester.phone) == (ANNA, "Other", "112")
    assert [change.kind for change in ticket.pull_changes()] == ["title", "category", "requester"]


def test_an_edit_that_changes_nothing_says_nothing():
    ticket = a_ticket(tags=["fire"])
    ticket.edit(ANNA, title=f" {ticket.title} ", category=None, requester=ticket.requester, tags=("fire",))
    ticket.prioritize(Priority.NORMAL, ANNA)
    assert not ticket.has_changed


def test_an_edit_is_all_or_nothing():
    ticket = a_ticket()
    with pytest.raises(TitleRequired):
        ticket.edit(ANNA, priority=Priority.HIGH, title=" ")
    assert not ticket.has_changed
    assert ticket.priority == Priority.NORMAL


def test_a_category_can_be_taken_away():
    ticket = a_ticket(category=a_category(name="Fire"))
    ticket.edit(ANNA, category=None)
    assert ticket.category is None
    (change,) = ticket.pull_changes()
    assert (change.old, change.new) == ("Fire", None)


def test_tags_stay_inside():
    ticket = a_ticket()
    ticket.edit(ANNA, tags=(" fire ", "", "Fire", "smoke"))
    assert ticket.tags == ("fire", "smoke")
    assert happened(ticket) == []
    assert ticket.settle(NOW)


@pytest.mark.parametrize("tags", [("x" * 51,), tuple(str(n) for n in range(31))])
def test_tags_have_limits(tags: tuple[str, ...]):
    with pytest.raises(TagRefused):
        a_ticket().edit(ANNA, tags=tags)


def test_a_ticket_has_one_assignee_a_person_or_a_group():
    ticket = a_ticket()
    group = Assignee("group", uuid4())
    ticket.assign(Assignee("agent", uuid4()), ANNA)
    ticket.assign(group, ANNA)
    assert ticket.is_assigned
    assert ticket.assignee == group
    assert ticket.pull_changes()[-1].new == {"kind": "group", "id": str(group.id)}


def test_assigning_is_not_told_outside_but_makes_a_new_version():
    ticket = a_ticket()
    version = ticket.version
    anna = Assignee("agent", uuid4())
    ticket.assign(anna, ANNA)
    assert ticket.settle(NOW)
    assert [each.name for each in happened(ticket)] == ["ticket.assigned.v1"]
    assert (ticket.version, ticket.updated_at) == (version + 1, NOW)


def test_assigning_the_same_again_changes_nothing():
    agent = Assignee("agent", uuid4())
    ticket = a_ticket(assignee_kind=agent.kind, assignee_id=agent.id)
    ticket.assign(agent, ANNA)
    assert not ticket.has_changed


def test_an_unassigned_ticket_is_to_be_assigned():
    ticket = a_ticket(assignee_kind="agent", assignee_id=ANNA.id)
    ticket.unassign(ANNA)
    assert not ticket.is_assigned
    assert ticket.pull_changes()[0].old == {"kind": "agent", "id": str(ANNA.id)}


def test_files_are_added_to_those_there_are():
    ticket = a_ticket()
    ticket.attach((a_file(),), ANNA)
    ticket.attach((a_file(name="b.png"),), ANNA)
    assert [file["name"] for file in ticket.attachments] == ["a.png", "b.png"]


def test_a_comment_is_told_with_its_words_files_and_request():
    ticket, file, request_id = a_ticket(), a_file(), uuid4()
    comment = ticket.comment_by_requester(
        words("Still\x00 burns ", attachments=(file,), request_id=request_id), RITA, NOW
    )
    (event,) = happened(ticket)
    assert (event.comment_id, event.body, event.attachments) == (comment.id, "Still burns", (file,))
    assert (event.request_id, event.created_at, event.actor) == (request_id, NOW, RITA)
    assert (comment.author_kind, comment.author_name, comment.ticket_id) == ("requester", "Rita", ticket.id)


def test_empty_words_are_refused_before_anything_happens():
    ticket = a_ticket(status="waiting")
    with pytest.raises(WordsRequired):
        ticket.comment_by_requester(words(" \n"), RITA, NOW)
    assert not ticket.has_changed


def test_a_file_alone_is_a_comment():
    assert a_ticket().comment_by_agent(words("", attachments=(a_file(),)), ANNA, NOW).body == ""


def test_a_note_keeps_its_author_and_counts_as_an_update():
    ticket = a_ticket()
    note = ticket.note(words("Careful"), ANNA, NOW)
    ticket.settle(NOW)
    assert (note.author_id, note.body, ticket.updated_at) == (ANNA.id, "Careful", NOW)


def test_nobody_is_the_assignee_of_a_new_ticket():
    assert a_ticket().assignee is None


def test_the_history_of_a_requester_and_of_files_can_be_stored_as_json():
    ticket = a_ticket()
    ticket.edit(ANNA, requester=a_requester(phone="112", client={"plan": "gold"}), tags=("fire",))
    ticket.attach((a_file(),), ANNA)
    requester, tags, files = ticket.pull_changes()
    assert requester.new == {"email": "rita@example.com", "name": "Rita", "phone": "112", "external_id": None}
    assert (tags.old, tags.new, files.new, files.field) == ([], ["fire"], ["a.png"], "attached")


def test_the_longest_tag_and_the_most_tags_are_taken():
    tags = tuple(f"{number:050}" for number in range(30))
    ticket = a_ticket()
    ticket.edit(ANNA, tags=tags)
    assert ticket.tags == tags


def test_a_refusal_tells_people_what_to_do():
    with pytest.raises(WordsRequired) as no:
        a_ticket().note(words(""), ANNA, NOW)
    assert no.value.detail == "Write something or attach a file"
    assert no.value.errors == [{"field": "body", "message": "Write something or attach a file"}]
