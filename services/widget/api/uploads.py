"""The public door for large files: an upload goes on where a cut line left it (tus 1.0.0)."""

from collections.abc import AsyncIterator, Callable
from email.utils import format_datetime
from typing import Annotated, Any

from fastapi import APIRouter, Header, Request, Response
from fastapi.routing import APIRoute
from pydantic_core import to_json
from starlette.requests import ClientDisconnect

from services.widget.domain.errors import BrokenOff
from services.widget.doors import tus
from services.widget.doors.given import TheDesk, TheReception
from services.widget.doors.reading import network_behind
from services.widget.intake.resumable import Started
from services.widget.use_cases import uploading
from shared.errors import HelpdeskError
from shared.problems import answer_to
from shared.web import takes_files

PATH = "/desks/{desk_token}/uploads"
BYTES = {"requestBody": {"content": {tus.PATCH_TYPE: {"schema": {"type": "string", "format": "binary"}}}}}


class TusRoute(APIRoute):
    """Names the protocol on every answer, refusals too."""

    def get_route_handler(self) -> Callable[..., Any]:
        """What answers a request."""
        handle = super().get_route_handler()

        async def answer(request: Request) -> Response:
            try:
                if request.method != "OPTIONS":
                    tus.check_version(request.headers)
                found = await handle(request)
            except HelpdeskError as error:
                found = answer_to(error, self.path)
            found.headers.update(tus.SPOKEN | (tus.ABLE_TO if found.status_code == 412 else {}))
            return found

        return answer


router = APIRouter(prefix="/widget/v1", tags=["public"], route_class=TusRoute)
Version = Annotated[str | None, Header(alias="Tus-Resumable", description=tus.VERSION)]
Bytes = Annotated[str | None, Header(description="bytes")]


@router.options(PATH, status_code=204)
async def show_abilities(desk: TheDesk) -> Response:
    """What of the protocol is spoken here, and how large a file may be."""
    return Response(status_code=204, headers=tus.ABLE_TO | {"Tus-Max-Size": str(desk.max_file_bytes)})


@router.post(PATH, status_code=201)
async def begin(
    desk: TheDesk,
    request: Request,
    reception: TheReception,
    tus_resumable: Version = None,
    upload_length: Bytes = None,
    upload_metadata: Annotated[str | None, Header(description="filename in base64")] = None,
) -> Response:
    """Begin an upload of `Upload-Length` bytes. `Location` is its address, `id` the file that it will be."""
    size, name = tus.count_in(request.headers, "Upload-Length"), tus.name_in(request.headers)
    token, upload = await uploading.begin_upload(reception, desk, name, size, network_behind(request.scope))
    address = f"{request.url.path}/{token}"
    headers = _place(upload) | {"Location": address}
    return Response(_described(upload, address), 201, headers, media_type="application/json")


@router.get(f"{PATH}/{{upload_token}}")
async def show(
    upload_token: str,
    desk: TheDesk,
    request: Request,
    reception: TheReception,
    tus_resumable: Version = None,
) -> Response:
    """How far an upload is (`Upload-Offset`); whole, it is a file whose `id` inquiries and comments can name."""
    upload = await reception.resumable.find(desk, upload_token)
    headers = _place(upload) | {"Upload-Length": str(upload.size)}
    return Response(_described(upload, request.url.path), 200, headers, media_type="application/json")


@router.patch(f"{PATH}/{{upload_token}}", status_code=204, openapi_extra=BYTES)
@takes_files
async def go_on(
    upload_token: str,
    desk: TheDesk,
    request: Request,
    reception: TheReception,
    tus_resumable: Version = None,
    upload_offset: Bytes = None,
) -> Response:
    """Send what follows after `Upload-Offset` bytes, all of it or a part; what arrives before a cut is kept."""
    tus.check_type(request.headers)
    offset = tus.count_in(request.headers, "Upload-Offset")
    part = uploading.Part(offset, tus.length_of(request.headers), _body(request))
    upload = await reception.resumable.find(desk, upload_token)
    there = await uploading.go_on(reception, desk, upload, part, network_behind(request.scope))
    return Response(status_code=204, headers=_place(upload) | {"Upload-Offset": str(there)})


@router.delete(f"{PATH}/{{upload_token}}", status_code=204)
async def end(
    upload_token: str, desk: TheDesk, reception: TheReception, tus_resumable: Version = None
) -> Response:
    """Give an upload up; the file that it became, too, unless something names it."""
    await reception.resumable.end(await reception.resumable.find(desk, upload_token))
    return Response(status_code=204)


async def _body(request: Request) -> AsyncIterator[bytes]:
    try:
        async for chunk in request.stream():
            yield chunk
    except ClientDisconnect as error:
        raise BrokenOff from error


def _place(upload: Started) -> dict[str, str]:
    expires = format_datetime(upload.expires_at, usegmt=True)
    return {"Upload-Offset": str(upload.received), "Upload-Expires": expires}


def _described(upload: Started, address: str) -> bytes:
    """What headers say of it, too, for whom a body is nearer at hand."""
    file = {"id": upload.file_id, "name": upload.name, "size": upload.size}
    return to_json(file | {"offset": upload.received, "url": address})
