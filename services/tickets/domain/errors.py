"""What the rules of tickets and desks refuse, each with its stable code."""

from typing import ClassVar

from shared.errors import Conflict, Invalid, NotFound, NotYet


class FieldRefused(Invalid):
    """One field is not acceptable; `field` names it for the form."""

    field: ClassVar[str] = ""

    def __init__(self, detail: str = "", field: str = "") -> None:
        said = detail or self.title
        super().__init__(said, [{"field": field or self.field, "message": said}])


class TitleRequired(FieldRefused):
    """No title, no ticket."""

    code = "title_required"
    title = "A title is required"
    field = "title"


class TitleTooLong(FieldRefused):
    """The title does not fit in a list row or a mail subject."""

    code = "title_too_long"
    title = "The title is too long"
    field = "title"


class WordsRequired(FieldRefused):
    """A comment or note says nothing and brings no file."""

    code = "body_required"
    title = "Write something or attach a file"
    field = "body"


class TagRefused(FieldRefused):
    """A tag is too long, or there are too many."""

    code = "tag_refused"
    title = "This tag cannot be used"
    field = "tags"


class UnknownCategory(FieldRefused):
    """The desk has no such category."""

    code = "unknown_category"
    title = "The desk has no such category"
    field = "category_id"


class DeskOutOfSight(FieldRefused):
    """Nobody loses sight of a desk by setting it up: it would look as if it had gone."""

    code = "desk_out_of_sight"
    title = "You would not see this desk any more: add yourself, or a group of yours, to its members"
    field = "member_ids"


class DeskSettingRefused(FieldRefused):
    """A desk's setting is malformed."""

    code = "desk_setting_refused"
    title = "This setting cannot be used"


class NumberPatternRefused(FieldRefused):
    """The number pattern cannot name tickets."""

    code = "number_pattern_refused"
    title = "This number pattern cannot be used"
    field = "number_pattern"


class NumberPatternWithoutCounter(NumberPatternRefused):
    """Every ticket of the desk would get the same number."""

    code = "number_pattern_without_counter"
    title = "The pattern needs one counter, for example T-{{nr:3}}"


class NumberPatternRepeats(NumberPatternRefused):
    """The counter restarts, and nothing else tells the periods apart."""

    code = "number_pattern_repeats"
    title = "The numbers of this pattern would repeat"


class NumberPatternUnknownVariable(NumberPatternRefused):
    """A name in braces that the pattern language does not have."""

    code = "number_pattern_unknown_variable"
    title = "The pattern has an unknown variable"


class SnoozeInThePast(Invalid):
    """A snooze has to end later than now."""

    code = "snooze_in_the_past"
    title = "The snooze has to end in the future"


class SnoozeTooLong(Invalid):
    """Whatever is put aside for longer is forgotten."""

    code = "snooze_too_long"
    title = "A snooze lasts five years at most"


class DeskInactive(Conflict):
    """The desk is switched off: it takes no new tickets, though replies to old ones."""

    code = "desk_inactive"
    title = "This desk takes no new tickets"


class NoSuchTicket(NotYet):
    """Not known here (yet), or not for the asker to know."""

    code = "ticket_not_found"
    title = "No such ticket"


class NoSuchDesk(NotYet):
    """Not known here (yet), or not for the asker to know."""

    code = "desk_not_found"
    title = "No such desk"


class NoSuchAssignee(NotFound):
    """No active person or group of this id."""

    code = "assignee_not_found"
    title = "No such person or group"


class CannotWorkHere(FieldRefused):
    """Whoever is to be responsible does not see the desk: nobody would look after the ticket."""

    code = "assignee_cannot_see_desk"
    title = "This person or group does not work on this desk"
    field = "assignee"


class NoSuchTask(NotYet):
    """No task of this id is known here (yet)."""

    code = "task_not_found"
    title = "No such task"
