"""What browsers get of this service: the widget's script and style sheet, and scripts of our own pages, as `make` built them."""

from collections.abc import Collection
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

import structlog
from fastapi import Response

from shared.errors import NotFound
from shared.panel.assets import FOREVER

BUILT = Path(__file__).parents[1] / "static" / "built"
FOLDER = "/helpdesk/desks"
OF_PAGES = Path(__file__).parents[1] / "public_pages" / "static" / "built"
SCRIPTS = f"{FOLDER}/scripts"
"""Where the scripts of our own pages are."""

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


class BuiltFiles:
    """What was built of a folder of browser sources, read once; `folder` is where browsers find it."""

    def __init__(self, root: Path, folder: str, named: Collection[str]) -> None:
        built = [path.name for path in root.glob("*") if path.suffix in KINDS]
        self._folder = folder
        self._files = {name: _read(root, name) for name in built}
        if missing := set(named) - self._files.keys():
            log.warning("browser_files_missing", missing=sorted(missing), remedy="make run builds them")

    def find(self, name: str) -> BuiltFile:
        """The file; raises NotFound until it has been built."""
        if name not in self._files:
            raise NotFound(f"{name} has not been built")
        return self._files[name]

    def address(self, name: str) -> str:
        """Its path with its version, for pages of ours; without one until it has been built."""
        found = self._files.get(name)
        return f"{self._folder}/{name}?v={found.version}" if found else f"{self._folder}/{name}"


def _read(root: Path, name: str) -> BuiltFile:
    forms = {coding: (root / f"{name}{ending}").read_bytes() for coding, ending in ENDINGS.items()}
    return BuiltFile(name, sha256(forms["identity"]).hexdigest()[:12], forms)


FILES = BuiltFiles(BUILT, FOLDER, NAMED)
PAGES = BuiltFiles(OF_PAGES, SCRIPTS, ("contact.js", "preview.js", "previewed.js"))
