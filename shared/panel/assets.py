"""The shell's own files under /static: addresses with a version, and how long a browser may keep them."""

import os
from collections.abc import Mapping
from hashlib import sha256
from pathlib import Path
from re import findall
from urllib.parse import parse_qs

import structlog
from starlette.applications import Starlette
from starlette.responses import Response
from starlette.staticfiles import StaticFiles
from starlette.types import Scope

HERE = Path(__file__).parent
STATIC = HERE / "static"
FOREVER = "public, max-age=31536000, immutable"
STYLES = "built/panel.css"

log = structlog.get_logger()


class Assets:
    """The files below one folder with the hash of each, read once."""

    def __init__(self, root: Path = STATIC) -> None:
        files = (path for path in sorted(root.rglob("*")) if path.is_file())
        self.versions: Mapping[str, str] = {
            path.relative_to(root).as_posix(): sha256(path.read_bytes()).hexdigest()[:12] for path in files
        }
        sprite = root / "icons.svg"
        self.icons = (
            frozenset(findall(r'<symbol id="([^"]+)"', sprite.read_text())) if sprite.exists() else ()
        )

    def url(self, name: str) -> str:
        """The address of a file that changes whenever the file does."""
        return f"/static/{name}?v={self.versions[name]}"

    def has(self, name: str) -> bool:
        """Whether the file is there: what is built of the browser sources is not, until `make` has built it."""
        return name in self.versions

    def icon(self, name: str) -> str:
        """The address of one symbol of the sprite; a name that is not in it is a mistake, said at once."""
        if name not in self.icons:
            raise KeyError(f"no symbol {name!r} in icons.svg")
        return f"{self.url('icons.svg')}#{name}"


class _VersionedFiles(StaticFiles):
    """Static files that may be kept for ever under their own version, else asked about every time."""

    def __init__(self, assets: Assets, root: Path) -> None:
        super().__init__(directory=root)
        self._assets, self._root = assets, root

    def file_response(
        self,
        full_path: str | os.PathLike[str],
        stat_result: os.stat_result,
        scope: Scope,
        status_code: int = 200,
    ) -> Response:
        response = super().file_response(full_path, stat_result, scope, status_code)
        name = Path(full_path).resolve().relative_to(self._root.resolve()).as_posix()
        asked = parse_qs(scope.get("query_string", b"").decode("latin-1")).get("v", [""])[0]
        current = asked == self._assets.versions.get(name)
        response.headers["Cache-Control"] = FOREVER if current else "no-cache"
        response.headers["X-Content-Type-Options"] = "nosniff"
        return response


def mount_static(app: Starlette, root: Path = STATIC) -> None:
    """Serves the shell's files under /static; any service can, behind one gateway one is enough."""
    assets = Assets(root)
    if not assets.has(STYLES):
        log.warning("browser_files_missing", missing=STYLES, remedy="make run builds them")
    app.mount("/static", _VersionedFiles(assets, root), name="static")
