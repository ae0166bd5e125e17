"""What a visitor may hand in: the last look at a form before it is promised a ticket."""

import re
import unicodedata
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

from services.widget.domain.errors import SubmissionRefused, TitleRequired

MAX_TITLE = 300
MAX_BODY = 50_000
MAX_LINE = 200
MAX_CLIENT_FIELDS = 30
INVISIBLE = {"Cc", "Cf", "Cs", "Zs", "Zl", "Zp"}
ADDRESS = re.compile(
    r"[^\s@<>\"(),:;\[\]\\]{1,64}@(?:[^\s@<>\"(),:;\[\]\\.]{1,63}\.)+[^\s@<>\"(),:;\[\]\\.]{2,63}"
)


@dataclass(frozen=True)
class Submission:
    """A visitor's inquiry as the form sent it."""

    title: str
    body: str
    email: str
    name: str | None = None
    phone: str | None = None
    client: Mapping[str, str] = field(default_factory=dict)

    def checked(self) -> "Submission":
        """The same, trimmed; refuses what could not become a ticket, naming every field."""
        errors = [error for error in self._errors() if error]
        if not is_visible(self.title):
            raise TitleRequired(TitleRequired.title, [_error("title", TitleRequired.title), *errors])
        if errors:
            raise SubmissionRefused(SubmissionRefused.title, errors)
        return Submission(
            title=_line(self.title),
            body=_text(self.body),
            email=self.email.strip(),
            name=_line(self.name or "") or None,
            phone=_line(self.phone or "") or None,
            # As it came, since the signature was made over these very values.
            client=dict(self.client),
        )

    def _errors(self) -> list[dict[str, str] | None]:
        client = "".join(f"{key}{value}" for key, value in self.client.items())
        longest = max(map(len, [*self.client, *self.client.values()]), default=0)
        return [
            _length("title", self.title, MAX_TITLE),
            _length("body", self.body, MAX_BODY),
            _length("name", self.name or "", MAX_LINE),
            _length("phone", self.phone or "", MAX_LINE),
            None if is_address(self.email) else _error("email", "Use an address such as rita@example.com"),
            _unreadable("client", client, also={"Cc"}),
            _error("client", f"At most {MAX_CLIENT_FIELDS} fields of {MAX_LINE} characters")
            if len(self.client) > MAX_CLIENT_FIELDS or longest > MAX_LINE
            else None,
        ]


def checked_comment(body: str, has_files: bool) -> str:
    """A visitor's comment, trimmed; it says something or brings a file."""
    error = _length("body", body, MAX_BODY)
    if not error and not has_files and not is_visible(body):
        error = _error("body", "Write something or attach a file")
    if error:
        raise SubmissionRefused(error["message"], [error])
    return _text(body)


def is_visible(text: str) -> bool:
    """Whether there is anything to see in `text`."""
    return any(unicodedata.category(sign) not in INVISIBLE for sign in text)


def is_address(text: str) -> bool:
    """Whether `text` looks like one plain address; whether mail can go there, notifications decide."""
    address = text.strip()
    return len(address) <= 254 and address.isprintable() and ADDRESS.fullmatch(address) is not None


def _length(name: str, text: str, longest: int) -> dict[str, str] | None:
    if len(text.strip()) > longest:
        return _error(name, f"At most {longest} characters")
    return _unreadable(name, text)


def _unreadable(name: str, text: str, also: Collection[str] = ()) -> dict[str, str] | None:
    # No keyboard types them: a program does, and no store keeps them.
    is_broken = any(sign == "\0" or unicodedata.category(sign) in {"Cs", *also} for sign in text)
    return _error(name, "There are signs in it that nobody can read") if is_broken else None


def _error(name: str, message: str) -> dict[str, str]:
    return {"field": name, "message": message}


def _line(text: str) -> str:
    signs = (sign for sign in text if sign.isspace() or unicodedata.category(sign) != "Cc")
    return " ".join("".join(signs).split())


def _text(text: str) -> str:
    lines = text.replace("\r\n", "\n").replace("\r", "\n")
    return "".join(sign for sign in lines if sign in "\n\t" or unicodedata.category(sign) != "Cc").strip()
