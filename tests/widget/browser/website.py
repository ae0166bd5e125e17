"""Somebody's website, of another origin than the helpdesk's: pages with headers of their own."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from urllib.parse import urlsplit

HOSTILE = """
:root, * { --ground: hotpink !important; --surface: hotpink !important; --ink: hotpink !important; }
body > *, helpdesk-widget, button, input, dialog {
  all: unset !important; display: none !important; position: static !important; color: hotpink !important;
  background: hotpink !important; font: 50px/3 cursive !important; opacity: .1 !important; filter: blur(9px) !important;
  visibility: hidden !important; pointer-events: none !important; transform: translate(3000px) !important;
  direction: rtl !important; text-transform: uppercase !important; letter-spacing: 20px !important; }
body > main { display: block !important; visibility: visible !important; opacity: 1 !important; }
"""


@dataclass
class Page:
    """What an address answers."""

    html: str
    headers: dict[str, str] = field(default_factory=dict)
    kind: str = "text/html; charset=utf-8"


class Website(ThreadingHTTPServer):
    """Serves `pages` by their path; `url` says `localhost`, where the helpdesk says 127.0.0.1."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Visit)
        self.pages = {"/hostile.css": Page(HOSTILE, kind="text/css"), "/favicon.ico": Page("")}

    @property
    def url(self) -> str:
        return f"http://localhost:{self.server_address[1]}"

    def show(self, path: str, html: str, csp: str = "") -> str:
        """Put a page there; answers its address."""
        self.pages[urlsplit(path).path] = Page(html, {"Content-Security-Policy": csp} if csp else {})
        return f"{self.url}{path}"


class _Visit(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        assert isinstance(self.server, Website)
        page = self.server.pages.get(urlsplit(self.path).path)
        content = (page.html if page else "").encode()
        self.send_response(200 if page else 404)
        for name, value in ({"Content-Type": page.kind} | page.headers if page else {}).items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002
        """Say nothing."""


@contextmanager
def website() -> Iterator[Website]:
    """A website that is there for a while."""
    with Website() as server:
        thread = Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield server
        server.shutdown()
        thread.join()
