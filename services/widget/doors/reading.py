"""What a request brings, and from where. Bodies with files are read by hand: their bytes are counted first."""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from hashlib import sha256
from typing import Any

from fastapi import Request
from pydantic_core import to_json
from starlette.datastructures import FormData, UploadFile
from starlette.types import Scope

from services.widget.intake.reception import Reception
from services.widget.intake.uploads import marks, size_of
from shared.files import files_of
from shared.idempotency import FORM_KEY
from shared.limits import network_of

OWN_FIELD = "fields."
MOST_FILES, MOST_FIELDS = 1000, 1000
"""Parts of one form; which of the files are kept is judged one by one, and none costs the words."""


def network_behind(scope: Scope) -> str:
    """Whose request it is, for counting: the network of the address that a trusted gateway names."""
    client = scope.get("client")
    return network_of(client[0]) if client else "unknown"


def session_in(headers: Mapping[str, str]) -> str:
    """A session's token, as a program sends it: in the header `Authorization` and nowhere else."""
    scheme, _, token = headers.get("authorization", "").partition(" ")
    return token.strip() if scheme.lower() == "bearer" else ""


@asynccontextmanager
async def parts_of(request: Request, reception: Reception) -> AsyncIterator[FormData]:
    """The parts of a form; raises TooManyRequests before large ones are read."""
    network, announced = network_behind(request.scope), request.headers.get("content-length", "")
    if announced.isdigit():
        await reception.limits.body(network, int(announced))
    async with request.form(max_files=MOST_FILES, max_fields=MOST_FIELDS) as parts:
        if not announced.isdigit():
            await reception.limits.body(network, size_of(files_in(parts)))
        yield parts


def texts_in(parts: FormData) -> dict[str, str]:
    """The fields that are text, with the line ends that everybody else uses."""
    return {name: value.replace("\r\n", "\n") for name, value in parts.items() if isinstance(value, str)}


def words_in(parts: FormData) -> dict[str, Any]:
    """The same, with what was typed for the desk's own fields, `fields.<key>`, by its keys."""
    texts: dict[str, Any] = texts_in(parts)
    own = {name: texts.pop(name) for name in list(texts) if name.startswith(OWN_FIELD)}
    return texts | {"fields": {name.removeprefix(OWN_FIELD): own[name] for name in own}} if own else texts


def files_in(parts: FormData) -> list[UploadFile]:
    """All files of a form, whatever their fields are called: frameworks send `files[]`, others `file` or `upload`."""
    return [part for _, part in files_of(parts)]


async def form_key_in(parts: FormData) -> str | None:
    """The one-time key of a form, together with all that was typed: edited words with an old key are new words."""
    key = str(parts.get(FORM_KEY) or "")[:100]
    if not key:
        return None
    typed = [(name, value) for name, value in parts.multi_items() if isinstance(value, str)]
    return f"{key}/{sha256(to_json([typed, await marks(files_in(parts))])).hexdigest()}"
