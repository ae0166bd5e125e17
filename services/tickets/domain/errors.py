"""What the rules of tickets and desks refuse, each with its stable code."""

from typing import Any, ClassVar

from shared.errors import Conflict, Forbidden, Invalid, NotFound, NotYet


class FieldRefused(Invalid):
    """One field is not acceptable; `field` names it for the form."""

    field: ClassVar[str] = ""

    def __init_subclass__(cls, *, field: str = "", **said: Any) -> None:
        super().__init_subclass__(**said)
        cls.field = field or cls.field

    def __init__(self, detail: str = "", field: str = "") -> None:
        said = detail or self.title
        super().__init__(said, [{"field": field or self.field, "message": said}])


class TitleRequired(FieldRefused, code="title_required", title="A title is required", field="title"):
    """No title, no ticket."""


class TitleTooLong(FieldRefused, code="title_too_long", title="The title is too long", field="title"):
    """The title does not fit in a list row or a mail subject."""


class WordsRequired(
    FieldRefused, code="body_required", title="Write something or attach a file", field="body"
):
    """A comment or note says nothing and brings no file."""


class TagRefused(FieldRefused, code="tag_refused", title="This tag cannot be used", field="tags"):
    """A tag is too long, or there are too many."""


class UnknownCategory(
    FieldRefused, code="unknown_category", title="The desk has no such category", field="category_id"
):
    """The desk has no such category."""


class DeskOutOfSight(
    FieldRefused,
    code="desk_out_of_sight",
    title="You would not see this desk any more: add yourself, or a group of yours, to its members",
    field="member_ids",
):
    """Nobody loses sight of a desk by setting it up: it would look as if it had gone."""


class DeskSettingRefused(FieldRefused, code="desk_setting_refused", title="This setting cannot be used"):
    """A desk's setting is malformed."""


class NumberPatternRefused(
    FieldRefused,
    code="number_pattern_refused",
    title="This number pattern cannot be used",
    field="number_pattern",
):
    """The number pattern cannot name tickets."""


class NumberPatternWithoutCounter(
    NumberPatternRefused,
    code="number_pattern_without_counter",
    title="The pattern needs one counter, for example T-{{nr:3}}",
):
    """Every ticket of the desk would get the same number."""


class NumberPatternRepeats(
    NumberPatternRefused, code="number_pattern_repeats", title="The numbers of this pattern would repeat"
):
    """The counter restarts, and nothing else tells the periods apart."""


class NumberPatternUnknownVariable(
    NumberPatternRefused, code="number_pattern_unknown_variable", title="The pattern has an unknown variable"
):
    """A name in braces that the pattern language does not have."""


class FieldDefinitionRefused(
    FieldRefused, code="field_definition_refused", title="This field cannot be made so"
):
    """A field of a desk's own is malformed."""


class FieldFixed(FieldDefinitionRefused, code="field_fixed", title="This cannot be changed on a field"):
    """A field keeps its key and its kind."""


class FieldKeyTaken(Conflict, code="field_key_taken", title="This desk has a field of this key already"):
    """Two fields of a desk have different keys."""


class NoSuchField(NotFound, code="field_not_found", title="No such field"):
    """The desk has no field of this id."""


class UnknownField(Invalid, code="unknown_field", title="The desk has no such field"):
    """No field of the desk has this key."""


class FieldValueRefused(Invalid, code="field_value_refused", title="This value does not fit its field"):
    """A value is not what its field holds."""


class FieldRequired(Invalid, code="field_required", title="This field is required"):
    """A required field was left empty, or is to be emptied."""


class SnoozeInThePast(Invalid, code="snooze_in_the_past", title="The snooze has to end in the future"):
    """A snooze has to end later than now."""


class SnoozeTooLong(Invalid, code="snooze_too_long", title="A snooze lasts five years at most"):
    """Whatever is put aside for longer is forgotten."""


class NoSuchAssignee(NotFound, code="assignee_not_found", title="No such person or group"):
    """No active person or group of this id."""


class CannotWorkHere(
    FieldRefused,
    code="assignee_cannot_see_desk",
    title="This person or group does not work on this desk",
    field="assignee",
):
    """Whoever is to be responsible does not see the desk: nobody would look after the ticket."""


class AlreadyMerged(Conflict, code="already_merged", title="This ticket is merged into another one already"):
    """A ticket leads to one other."""


class MergedMeanwhile(
    Conflict, code="merged_meanwhile", title="Somebody is merging this ticket right now: try again"
):
    """It was merged while we waited for it. Whoever holds it now must not wait for another one: two would, in a circle."""


class MergeCircle(Conflict, code="merge_circle", title="A ticket cannot be merged into itself"):
    """Whoever asked for it would be led round in a circle."""


class NotMerged(Conflict, code="not_merged", title="This ticket is not merged into another one"):
    """There is nothing to take back."""


class UnknownComment(
    FieldRefused, code="unknown_comment", title="The ticket has no such public comment", field="comment_ids"
):
    """What is split off has to be public, and of this ticket."""


class NothingToUndo(NotFound, code="nothing_to_undo", title="There is nothing to take back any more"):
    """An unknown word for taking something back, or somebody else's, or one that was used."""


class NoSuchTask(NotYet, code="task_not_found", title="No such task"):
    """No task of this id is known here (yet)."""


class UnknownQueryValue(Invalid, code="unknown_query_value", title="The search has a value that nothing has"):
    """An operator of a search is known, and its value is not; `errors` repeat both."""

    def __init__(self, term: str) -> None:
        said = f"“{term}” is not understood"
        super().__init__(said, [{"field": "q", "message": said}])


class TooManyTerms(FieldRefused, code="too_many_terms", title="The search asks for too much", field="q"):
    """There are more operators or brackets in a search than any list can be narrowed down by."""


class NoSuchView(NotFound, code="view_not_found", title="No such view"):
    """A saved view that is not there, or is somebody else's."""


class UnknownGroup(FieldRefused, code="unknown_group", title="There is no such group", field="shared_with"):
    """A view is to be shared with a group that nobody knows."""


class TooManyViews(Conflict, code="too_many_views", title="You have as many views as one may have"):
    """Somebody keeps too many views."""


class CannedReplyRefused(
    FieldRefused, code="canned_reply_refused", title="This canned reply cannot be kept so"
):
    """A canned reply is malformed, or says nothing and does nothing."""


class UnknownVariable(Invalid, code="unknown_variable", title="The reply has an unknown variable"):
    """A canned reply names variables that there are not."""


class CannedReplyNameTaken(
    Conflict, code="canned_reply_name_taken", title="This desk has a canned reply of this name already"
):
    """Two canned replies of a desk have different names."""


class NoSuchCannedReply(NotFound, code="canned_reply_not_found", title="No such canned reply"):
    """The desk has no canned reply of this id."""


class NoDraft(NotFound, code="draft_not_found", title="There is no draft"):
    """Nothing of this person's waits to be sent there."""


class NoSuchRequester(NotFound, code="requester_not_found", title="No such requester"):
    """Nobody of this id has a ticket on a desk that the asker may see."""


class OnlyNotes(
    Forbidden,
    code="only_notes_here",
    title="You were mentioned on this ticket: you may read it and write notes",
):
    """Whoever sees a single ticket of a desk that is not theirs does nothing else to it."""


class CannotBeMentioned(
    FieldRefused, code="cannot_be_mentioned", title="This person may not read tickets", field="mention_ids"
):
    """Nobody is brought in whose role, or whose absence, says that they read no tickets."""


class NoSuchParticipant(
    NotFound, code="no_such_participant", title="This person takes no part in the ticket"
):
    """Nobody mentioned them here, or it was taken back."""
