"""The one door to the panel's shell: a service makes its templates here and renders its pages with them."""

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse

from shared.contracts.parts import PALETTE
from shared.idempotency import form_key, form_key_value
from shared.language import language_named, languages_to_choose
from shared.locales import ENGLISH
from shared.panel import flash as flashes
from shared.panel.assets import HERE, Assets, mount_static
from shared.panel.flash import Message
from shared.panel.navigation import manage_items, notices_item
from shared.panel.remembering import remembered, remembered_for_reader
from shared.panel.shell import DeskNav, NavItem, Shell
from shared.panel.words import FILTERS, PRIORITIES, STATUSES, Reader, reader, say, zone

__all__ = [
    "DeskNav",
    "Message",
    "NavItem",
    "PanelTemplates",
    "Shell",
    "mount_static",
    "templates",
    "wants_fragment",
]

THEME_COOKIE = "helpdesk_theme"
SECURITY_HEADERS = {
    "Content-Security-Policy": (
        "default-src 'self'; img-src 'self' data:; frame-ancestors 'none'; base-uri 'none'; "
        "form-action 'self'; object-src 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "Cache-Control": "no-store",
    "Vary": "HX-Request",
}
SIGNED_IN_HEADERS = {**SECURITY_HEADERS, "Referrer-Policy": "same-origin"}
# A tracking page's address is its key: it must not leave in a Referer or enter a search engine.
PUBLIC_HEADERS = {**SECURITY_HEADERS, "Referrer-Policy": "no-referrer", "X-Robots-Tag": "noindex"}


def wants_fragment(request: Request) -> bool:
    """Whether htmx asks for a part: a restored history entry and a boosted link need the whole page."""
    asks = request.headers
    return "HX-Request" in asks and "HX-History-Restore-Request" not in asks and "HX-Boosted" not in asks


def _letting_in(headers: Mapping[str, str], origin: str) -> Mapping[str, str]:
    """The same where small pictures come from a host of files."""
    policy = "Content-Security-Policy"
    return headers | {policy: headers[policy].replace("img-src", f"img-src {origin}")} if origin else headers  # type: ignore[operator]


class PanelTemplates:
    """A service's templates over the shell's: the service's own folders are searched first."""

    def __init__(self, directories: tuple[Path, ...], messages: Mapping[str, Message]) -> None:
        assets = Assets()
        self.messages: Mapping[str, Message] = {**flashes.MESSAGES, **messages}
        self.environment = Environment(
            loader=FileSystemLoader([*directories, HERE / "templates"]),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        self.environment.filters.update(FILTERS)
        self.environment.globals.update(
            asset=assets.url,
            has_asset=assets.has,
            icon_url=assets.icon,
            DESK_COLORS=PALETTE,
            STATUSES=STATUSES,
            PRIORITIES=PRIORITIES,
            LANGUAGES=languages_to_choose(),
            say=say,
            remembered=remembered,
            remembered_for_reader=remembered_for_reader,
            form_key=form_key,
            form_key_value=form_key_value,
        )

    def render(
        self,
        request: Request,
        name: str,
        context: Mapping[str, object],
        fragment: str | None = None,
        status: int = 200,
        *,
        public: bool = False,
    ) -> HTMLResponse:
        """The page, or only its fragment when htmx asks for one; a waiting flash message goes with either."""
        part = fragment if fragment and wants_fragment(request) else None
        message = flashes.take(request, self.messages)
        values = {
            **self._surroundings(request, context, message),
            **context,
            **_with_manage(request, context),
        }
        html = self._text(part or name, values)
        if part and message:
            html += self._text("fragments/toast.html", values)
        headers = PUBLIC_HEADERS if public else SIGNED_IN_HEADERS
        links = getattr(request.app.state, "links", None)
        response = HTMLResponse(html, status, headers=_letting_in(headers, links.origin if links else ""))
        flashes.clear(request, response)
        return response

    def redirect(self, url: str, flash: str | None = None) -> RedirectResponse:
        """See-other after a form; `flash` is the key of the message the next page says."""
        response = RedirectResponse(url, status_code=303)
        if flash is not None:
            self.messages[flash]  # an unknown key is a mistake in the code: say so here, not on the next page
            flashes.put(response, flash)
        return response

    def _surroundings(
        self, request: Request, context: Mapping[str, object], message: Message | None
    ) -> dict[str, object]:
        shell = context.get("shell")
        # The panel speaks English to everybody; public pages say which language they are in.
        language = str(context.get("language") or ENGLISH)
        theme = request.cookies.get(THEME_COOKIE)
        return {
            "language": language,
            "time_zone": shell.time_zone if isinstance(shell, Shell) else "UTC",
            "theme": theme if theme in ("light", "dark") else None,
            "flash": message,
        }

    def _text(self, name: str, values: Mapping[str, object]) -> str:
        token = reader.set(Reader(zone(str(values["time_zone"])), language_named(str(values["language"]))))
        try:
            return self.environment.get_template(name).render(values)
        finally:
            reader.reset(token)


def _with_manage(request: Request, context: Mapping[str, object]) -> Mapping[str, object]:
    # Put in here, so that no service can show another list than its neighbours.
    shell = context.get("shell")
    if not isinstance(shell, Shell) or shell.manage:
        return {}
    settings = getattr(request.app.state, "settings", None)
    development = settings is not None and not settings.production
    manage, notices = manage_items(shell.person, development), notices_item(shell.person)
    return {"shell": replace(shell, manage=manage, notices=notices)}


def templates(*directories: str | Path, messages: Mapping[str, Message] | None = None) -> PanelTemplates:
    """A service's own templates in the panel's shell; `messages` adds flash messages of its own."""
    return PanelTemplates(tuple(Path(directory) for directory in directories), messages or {})
