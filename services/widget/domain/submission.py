"""What a visitor may hand in: the last look at a form before it is promised a ticket."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from services.widget.domain.errors import SubmissionRefused, TitleRequired
from shared.addresses import to_address
from shared.text import LONGEST_NAME, LONGEST_PHONE, one_line, paragraphs, shows_nothing

MAX_TITLE = 300
MAX_BODY = 50_000
MAX_LINE = 200
MAX_CLIENT_FIELDS = 30

UNREADABLE = re.compile(r"[\0\ud800-\udfff]")
"""Zero and halves of signs (category Cs): no keyboard types them, a program does, and no store keeps them."""

UNREADABLE_IN_LINES = re.compile(r"[\0-\x1f\x7f-\x9f\ud800-\udfff]")
"""The same with all control characters (Cc)."""


@dataclass(frozen=True)
class Submission:
    """A visitor's inquiry as the form sent it.

    `client` is what the host page says of who is signed in there.
    """

    title: str
    body: str
    email: str
    name: str | None = None
    phone: str | None = None
    client: Mapping[str, str] = field(default_factory=dict)

    def checked(self, beside: Sequence[dict[str, str]] = ()) -> "Submission":
        """The same, trimmed; refuses what could not become a ticket, naming every field, and what is wrong `beside` it."""
        address = _address(self.email)
        errors = [error for error in self._errors(address) if error]
        if shows_nothing(self.title):
            raise TitleRequired(TitleRequired.title, [_error("title", TitleRequired.title), *errors, *beside])
        if errors:
            raise SubmissionRefused(SubmissionRefused.title, [*errors, *beside])
        return Submission(
            title=one_line(self.title),
            body=_text(self.body),
            email=address or "",
            name=_optional_line(self.name),
            phone=_optional_line(self.phone),
            # As it came, since the signature was made over these very values.
            client=dict(self.client),
        )

    def _errors(self, address: str | None) -> list[dict[str, str] | None]:
        client = "".join(f"{key}{value}" for key, value in self.client.items())
        longest = max(map(len, [*self.client, *self.client.values()]), default=0)
        return [
            _length("title", self.title, MAX_TITLE),
            _length("body", self.body, MAX_BODY),
            _length("name", self.name or "", LONGEST_NAME),
            _length("phone", self.phone or "", LONGEST_PHONE),
            None if address else _error("email", "Use an address such as rita@example.com"),
            _unreadable("client", client, UNREADABLE_IN_LINES),
            _error("client", f"At most {MAX_CLIENT_FIELDS} fields of {MAX_LINE} characters")
            if len(self.client) > MAX_CLIENT_FIELDS or longest > MAX_LINE
            else None,
        ]


@dataclass(frozen=True, slots=True)
class RefusedFile:
    """A file that was sent and not kept: the words beside it, and the other files, were."""

    name: str
    size: int
    reason: str

    def __str__(self) -> str:
        return f"{self.name}: {self.reason}"


def checked_comment(body: str, has_files: bool) -> str:
    """A visitor's comment, trimmed; it says something or brings a file."""
    error = _length("body", body, MAX_BODY)
    if not error and not has_files and shows_nothing(body):
        error = _error("body", "Write something or attach a file")
    if error:
        raise SubmissionRefused(error["message"], [error])
    return _text(body)


def _address(text: str) -> str | None:
    try:
        return to_address(text)
    except ValueError:
        return None


def _length(name: str, text: str, longest: int) -> dict[str, str] | None:
    if len(text.strip()) > longest:
        return _error(name, f"At most {longest} characters")
    return _unreadable(name, text)


def _unreadable(name: str, text: str, signs: re.Pattern[str] = UNREADABLE) -> dict[str, str] | None:
    return _error(name, "There are signs in it that nobody can read") if signs.search(text) else None


def _error(name: str, message: str) -> dict[str, str]:
    return {"field": name, "message": message}


def _optional_line(text: str | None) -> str | None:
    return None if text is None or shows_nothing(text) else one_line(text)


def _text(text: str) -> str:
    return "" if shows_nothing(text) else paragraphs(text).strip()
