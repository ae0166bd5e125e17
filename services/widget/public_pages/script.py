"""The widget's script and style sheet, for any website, and the scripts of our own pages."""

from typing import Annotated

from fastapi import APIRouter, Query, Request, Response

from services.widget.doors.scripts import FILES, FOLDER, PAGES, SCRIPTS, BuiltFiles

BUILT = Path(__file__).parents[1] / "static" / "built"
FOLDER = "/helpdesk/desks"
NAMED = ("widget.js", "widget-more.js", "widget-upload.js", "widget.css")
"""What has to be there; beside it there are words of languages that the script does not bring itself."""
KINDS = {".js": "text/javascript; charset=utf-8", ".css": "text/css; charset=utf-8"}
ENDINGS = {"br": ".br", "gzip": ".gz", "identity": ""}
"""How a file can be sent, the smallest first, and how what the build made of it is called."""

FOR_A_WHILE = "public, max-age=600, stale-while-revalidate=86400"
"""Websites name an address that stays the same: a new script reaches them within ten minutes."""

# Any website may have them, those too that ask for checked hashes or let in nothing that does not say so.
FOR_ANYBODY = {"Access-Control-Allow-Origin": "*", "Cross-Origin-Resource-Policy": "cross-origin"}

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class BuiltFile:
    """One file in each of its forms, by content coding."""

    name: str
    version: str
    forms: dict[str, bytes]

    def answer(self, accepted: str, known: str, asked: str | None) -> Response:
        """The smallest form that is `accepted`; nothing if it is `known`. Kept for ever if its version was `asked` for."""
        wanted = codings(accepted)
        coding = next(each for each in self.forms if each in wanted)
        tag = f'"{self.version}-{coding}"'
        headers = {
            **FOR_ANYBODY,
            "Cache-Control": FOREVER if asked == self.version else FOR_A_WHILE,
            "ETag": tag,
            "Vary": "Accept-Encoding",
            "X-Content-Type-Options": "nosniff",
        }
        if tag in known:
            return Response(status_code=304, headers=headers)
        if coding != "identity":
            headers["Content-Encoding"] = coding
        return Response(self.forms[coding], headers=headers, media_type=KINDS[Path(self.name).suffix])


def codings(accepted: str) -> set[str]:
    """The content codings that a header `Accept-Encoding` names and does not refuse; every reader takes `identity`."""
    given = [each.replace(" ", "").lower().partition(";q=") for each in accepted.split(",")]
    return {"identity", *(name for name, _, weight in given if weight.strip("0.") or not weight)}


class WidgetFiles:
    """What was built of the browser sources, read once."""

    def __init__(self, root: Path = BUILT) -> None:
        built = [path.name for path in root.glob("widget*") if path.suffix in KINDS]
        self._files = {name: _read(root, name) for name in built}
        if missing := set(NAMED) - self._files.keys():
            log.warning("browser_files_missing", missing=sorted(missing), remedy="make run builds them")

    def find(self, name: str) -> BuiltFile:
        """The file; raises NotFound until it has been built."""
        if name not in self._files:
            raise NotFound(f"{name} has not been built")
        return self._files[name]

    def address(self, name: str) -> str:
        """Its path with its version, for pages of ours; without one until it has been built."""
        found = self._files.get(name)
        return f"{FOLDER}/{name}?v={found.version}" if found else f"{FOLDER}/{name}"


def _read(root: Path, name: str) -> BuiltFile:
    forms = {coding: (root / f"{name}{ending}").read_bytes() for coding, ending in ENDINGS.items()}
    return BuiltFile(name, sha256(forms["identity"]).hexdigest()[:12], forms)


FILES = WidgetFiles()
router = APIRouter(include_in_schema=False)
Version = Annotated[str | None, Query(max_length=64)]


@router.get(f"{FOLDER}/widget.js")
async def script(request: Request, v: Version = None) -> Response:
    """The widget, whole; `v` is the version that a page of ours names."""
    return _answer(request, "widget.js", v)


@router.get(f"{FOLDER}/widget-{{part}}.js")
async def later_script(part: str, request: Request, v: Version = None) -> Response:
    """What the widget asks for when it was opened; `v` is the version that it knows."""
    return _answer(request, f"widget-{part}.js", v)


@router.get(f"{FOLDER}/widget.css")
async def style_sheet(request: Request, v: Version = None) -> Response:
    """For embed code that names a style sheet; the widget brings its own in its script."""
    return _answer(request, "widget.css", v)


@router.get(f"{SCRIPTS}/{{name}}.js")
async def script_of_page(name: str, request: Request, v: Version = None) -> Response:
    """A script of one of our own pages; `v` is the version that the page names."""
    return _answer(request, f"{name}.js", v, PAGES)


def _answer(request: Request, name: str, version: str | None, files: BuiltFiles = FILES) -> Response:
    asks = request.headers
    return files.find(name).answer(asks.get("accept-encoding", ""), asks.get("if-none-match", ""), version)
