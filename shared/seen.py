"""What somebody saw of a thing before they asked to change it, so that nobody undoes what they never saw."""

from dataclasses import dataclass

from shared.errors import HelpdeskError, PreconditionFailed


@dataclass(frozen=True, slots=True)
class Seen:
    """The versions, as they were told, of which one has to be the present one; None: whichever it is.

    `anything`: the thing has to be there, in whichever version. `nonsense` is what to say to somebody whose versions
    could not be read.
    """

    versions: frozenset[str] | None = None
    nonsense: HelpdeskError | None = None
    anything: bool = False

    def check(self, version: int | None) -> None:
        """Let a change of this version pass; raises PreconditionFailed when another one was seen.

        None is a thing that is not there yet; forms that make one call it version 0.
        """
        if self.nonsense:
            raise self.nonsense
        if version is None and self.anything:
            raise PreconditionFailed("there is none yet")
        if self.versions is not None and str(version or 0) not in self.versions:
            raise PreconditionFailed(f"the present version is {version or 0}")


WHATEVER = Seen()
"""Nobody said what they saw."""
