"""What somebody saw of a thing before they asked to change it, so that nobody undoes what they never saw."""

from dataclasses import dataclass

from shared.errors import HelpdeskError, PreconditionFailed


@dataclass(frozen=True, slots=True)
class Seen:
    """The versions, as they were told, of which one has to be the present one; None: whichever it is.

    `nonsense` is what to say to somebody whose versions could not be read.
    """

    versions: frozenset[str] | None = None
    nonsense: HelpdeskError | None = None

    def check(self, version: int) -> None:
        """Let a change of this version pass; raises PreconditionFailed when another one was seen."""
        if self.nonsense:
            raise self.nonsense
        if self.versions is not None and str(version) not in self.versions:
            raise PreconditionFailed(f"the present version is {version}")


WHATEVER = Seen()
"""Nobody said what they saw."""
