"""A form of a ticket that was not taken: its page comes again with what was typed, and why it was not done."""

from collections.abc import Mapping
from dataclasses import dataclass, field

COMPOSER = ("comments", "notes")


@dataclass(frozen=True, slots=True)
class Refusal:
    """The form's `action`, as its address ends; what was typed; the problem in words and by field."""

    action: str = ""
    typed: Mapping[str, str] = field(default_factory=dict)
    problem: str = ""
    errors: Mapping[str, str] = field(default_factory=dict)

    def said(self, action: str, name: str, otherwise: str = "") -> str:
        """What stands in a field of the form `action`: what was refused there, or else `otherwise`."""
        return self.typed.get(name, "") if action == self.action else otherwise

    def why(self, action: str) -> str:
        """The problem, if it was this form's."""
        return self.problem if action == self.action else ""

    def written(self, name: str) -> str:
        """What stands in a field of the composer, which brings reply and note together."""
        return self.typed.get(name, "") if self.action in COMPOSER else ""

    @property
    def is_written(self) -> bool:
        """Whether it was a reply or a note that was refused."""
        return self.action in COMPOSER

    @property
    def mode(self) -> str:
        """Whom the composer addresses."""
        return "note" if self.action == "notes" else "comment"


NOTHING_REFUSED = Refusal()
