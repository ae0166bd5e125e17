"""The public JSON door: visitors hand in inquiries, read their tickets and comment."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Annotated, Any, TypeVar

from fastapi import APIRouter, Header, Query, Request, Response
from pydantic import BaseModel, ValidationError
from pydantic_core import from_json, to_json
from starlette.datastructures import FormData, UploadFile

from services.widget.api.cors import OBJECTION
from services.widget.api.intake import LONGEST_KEY, InvalidJson
from services.widget.doors.forms import CommentForm, ReadForm, SubmissionForm
from services.widget.doors.given import TheDesk, TheReception
from services.widget.doors.promises import described, goes_on, promise, told
from services.widget.doors.reading import files_in, network_behind, parts_of, words_in
from services.widget.intake.inquiries import check_files, check_open
from services.widget.intake.reception import Reception, Sent
from services.widget.queries.tickets import PublicTicket, find_ticket
from services.widget.use_cases import commenting, reading, settling, submitting
from shared.contracts.parts import Attachment
from shared.errors import Invalid
from shared.file_links import FileLinks
from shared.files import check_one_file
from shared.problems import invalid_fields
from shared.web import takes_files

router = APIRouter(prefix="/widget/v1", tags=["public"])
UNKEPT = {"Cache-Control": "no-store"}
F = TypeVar("F", bound=BaseModel)
FILE_FORM = {
    "type": "object",
    "required": ["file"],
    "properties": {"file": {"type": "string", "format": "binary"}},
}
Key = Annotated[str | None, Header(alias="Idempotency-Key", min_length=1, max_length=LONGEST_KEY)]


@router.get("/desks/{desk_token}")
async def show_desk(desk: TheDesk) -> Response:
    """What the widget needs to show its form."""
    return _json(described(desk), headers={"Cache-Control": "public, max-age=60"})


@router.post("/desks/{desk_token}/tickets", status_code=202, openapi_extra={
    "requestBody": {"content": {"application/json": {"schema": SubmissionForm.model_json_schema()}}}
})  # fmt: skip
@takes_files
async def submit(desk: TheDesk, request: Request, reception: TheReception, key: Key = None) -> Response:
    """Hand in an inquiry, as JSON (IntakeDoor answers that) or as multipart with files; on disk when this answers.

    While very much comes in the answer is 428 `proof_needed` with a `challenge` (ALTCHA, PBKDF2): solve it and send the
    same again under the same key, with the solution as `proof`; with `none` a person looks at it first.
    """
    if key is None:
        # Before files are read. What comes with a key may have been taken while the desk was open.
        check_open(desk)
    async with _reading(request, reception, SubmissionForm) as (form, uploads):
        receipt = await submitting.submit(reception, desk, form.asked(), _sent(request, key, uploads))
    return _json(promise(reception, receipt), 202)


@router.post("/desks/{desk_token}/files", status_code=201, openapi_extra={
    "requestBody": {"required": True, "content": {"multipart/form-data": {"schema": FILE_FORM}}}
})  # fmt: skip
@takes_files
async def upload(desk: TheDesk, request: Request, reception: TheReception) -> Response:
    """Keep a file until an inquiry or a comment names it."""
    check_files(desk)
    async with parts_of(request, reception) as parts:
        check_one_file(parts)
        found = parts.get("file")
        if not isinstance(found, UploadFile) or not found.filename:
            raise Invalid("a file is needed", [{"field": "file", "message": "Field required"}])
        kept = await submitting.keep_file(reception, desk, found, network_behind(request.scope))
    return _json({"id": kept.id, "name": kept.name, "size": kept.size}, 201)


@router.get("/tickets/{public_token}")
async def show_ticket(
    public_token: str,
    request: Request,
    reception: TheReception,
    wait: Annotated[float, Query(ge=0, le=60)] = 0,
    cursor: Annotated[str | None, Query(max_length=500)] = None,
    seen: Annotated[str | None, Query(max_length=100)] = None,
) -> Response:
    """One ticket with its newest comments, as its customer sees it; `wait` = seconds to wait for its number.

    With `seen`, the `mark` of an earlier answer, the wait is for anything new, and 204 says that there was nothing.
    `next_cursor` leads to the comments before those shown.
    """
    if wait:
        async with reception.limits.waiting(network_behind(request.scope)):
            if not await _is_worth_a_look(reception, public_token, wait, seen):
                return Response(status_code=204, headers=UNKEPT)
    ticket = await find_ticket(reception.database, public_token, cursor)
    if seen == ticket.mark:
        return Response(status_code=204, headers=UNKEPT)
    onward = {"goes_on_in": goes_on(reception, ticket)} if ticket.goes_on_in else {}
    return _json(shown(ticket, request.app.state.links) | onward, headers=UNKEPT)


@router.post("/tickets/{public_token}/comments", status_code=202, openapi_extra={
    "requestBody": {"content": {"application/json": {"schema": CommentForm.model_json_schema()}}}
})  # fmt: skip
@takes_files
async def comment(public_token: str, request: Request, reception: TheReception, key: Key = None) -> Response:
    """Write on one's ticket."""
    ticket = await find_ticket(reception.database, public_token)
    async with _reading(request, reception, CommentForm) as (form, uploads):
        taken = await commenting.comment(reception, ticket, form.words(), _sent(request, key, uploads))
    answer: dict[str, Any] = {"id": taken.id, "status": "received"}
    return _json(answer | {"refused_files": taken.refused_files} if taken.refused_files else answer, 202)


@router.post("/tickets/{public_token}/read", status_code=204, response_class=Response)
async def mark_as_read(public_token: str, form: ReadForm, reception: TheReception) -> None:
    """Say that all answers of the team up to this one were looked at; nobody but their customer is told."""
    async with reception.uow() as uow:
        await reading.mark_as_read(uow, public_token, form.comment_id)


@router.post("/tickets/{public_token}/solved", status_code=202)
async def mark_as_solved(public_token: str, request: Request, reception: TheReception) -> Response:
    """Say that one's ticket is solved; said again it changes nothing."""
    return await _ask(public_token, request, reception, "solved")


@router.post("/tickets/{public_token}/reopen", status_code=202)
async def reopen(public_token: str, request: Request, reception: TheReception) -> Response:
    """Open one's solved ticket again; asked again it changes nothing."""
    return await _ask(public_token, request, reception, "reopened")


async def _ask(public_token: str, request: Request, reception: Reception, wish: settling.Wish) -> Response:
    ticket = await find_ticket(reception.database, public_token)
    status = await settling.ask_for_status(reception, ticket, wish, _sent(request, None, []))
    return _json({"status": status}, 202)


async def _is_worth_a_look(reception: Reception, public_token: str, wait: float, seen: str | None) -> bool:
    """Wait; answers whether there is something to show, or for the first time to look for it."""
    if seen is not None:
        return await reception.lookout.until_news(public_token, seen, wait)
    await reception.lookout.until_settled(public_token, wait)
    return True


def shown(ticket: PublicTicket, links: FileLinks) -> dict[str, Any]:
    """The public view as JSON."""

    def files(attachments: tuple[Attachment, ...]) -> list[dict[str, Any]]:
        kept = ("id", "name", "size", "content_type")
        return [
            {name: getattr(file, name) for name in kept} | links.told(file, ticket.verdicts)
            for file in attachments
        ]

    body: dict[str, Any] = {"status": ticket.status, "number": ticket.number, "title": ticket.title}
    if ticket.reason:
        body["reason"] = ticket.reason
    body |= {"body": ticket.body, "created_at": ticket.created_at, "attachments": files(ticket.attachments)}
    body["fields"] = told(ticket.fields)
    body["comments"] = [
        {
            "id": said.id,
            "author": said.author,
            "from_team": said.from_team,
            "body": said.body,
            "created_at": said.created_at,
            "attachments": files(said.attachments),
        }
        for said in ticket.comments
    ]
    return body | {"next_cursor": ticket.older_comments, "mark": ticket.mark}


@asynccontextmanager
async def _reading(
    request: Request, reception: Reception, kind: type[F]
) -> AsyncIterator[tuple[F, list[UploadFile]]]:
    """The form and the files beside it. Read by hand: this door has to be fast, and takes two formats."""
    if request.headers.get("content-type", "").startswith("multipart/"):
        async with parts_of(request, reception) as parts:
            yield _validated(kind, _fields(parts)), files_in(parts)
        return
    try:
        body = from_json(await request.body())
    except ValueError as error:
        raise InvalidJson from error
    yield _validated(kind, body), []


def _validated(kind: type[F], body: Any) -> F:
    try:
        return kind.model_validate(body)
    except ValidationError as error:
        raise Invalid("some fields need another look", invalid_fields(error.errors())) from error


def _fields(parts: FormData) -> dict[str, Any]:
    texts = words_in(parts)
    if "attachment_ids" in texts:
        texts["attachment_ids"] = [each for each in parts.getlist("attachment_ids") if each]
    if "client" in texts:
        try:
            texts["client"] = from_json(texts["client"])
        except ValueError as error:
            raise InvalidJson("client is not valid JSON") from error
    return texts


def _sent(request: Request, key: str | None, uploads: list[UploadFile]) -> Sent:
    return Sent(network_behind(request.scope), key, uploads, request.scope.get(OBJECTION))


def _json(body: Any, status: int = 200, headers: dict[str, str] | None = None) -> Response:
    return Response(to_json(body), status, headers, media_type="application/json")
