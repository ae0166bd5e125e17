"""Which websites may use a desk's public doors: the desk's own list; an empty list means any."""

import re
from collections.abc import Collection
from dataclasses import dataclass
from typing import Annotated, Any

from pydantic import BeforeValidator, HttpUrl, TypeAdapter
from starlette.datastructures import MutableHeaders

from services.widget.domain.errors import OriginRefused
from services.widget.intake.keys import is_unguessable

NULL = "null"
"""The origin of a page that hides where it comes from: sandboxed frames, files, pages that send no referrer."""

_address = TypeAdapter(HttpUrl)
_name = re.compile(r"[\w.\-]+|\[[0-9a-f:.]+\]", re.IGNORECASE)
_wildcard = re.compile(r"(https?://)\*\.(.+)", re.IGNORECASE)


def to_origin(text: object) -> str:
    """The origin in a website's address; `https://*.example.com` stands for all names below it.

    What an origin has no place for is refused and not cut off: two addresses on a line would become one of nobody.
    """
    if not isinstance(text, str):
        raise ValueError("must be the address of a website")
    found = _wildcard.fullmatch(text.strip())
    url = _address.validate_python("".join(found.groups()) if found else text.strip())
    host = url.host or ""
    if "*" in host or (found and "." not in host.strip(".")):
        raise ValueError("a * can only stand for the first part of a name, as in https://*.example.com")
    has_more = (
        url.username or url.password or url.path not in (None, "/") or {url.query, url.fragment} != {None}
    )
    if has_more or not _name.fullmatch(host):
        raise ValueError("must be one website without a path, as in https://shop.example")
    port = "" if url.port in (None, {"https": 443, "http": 80}.get(url.scheme)) else f":{url.port}"
    return f"{url.scheme}://{'*.' if found else ''}{host}{port}"


Origin = Annotated[str, BeforeValidator(to_origin)]
"""A website, as a browser names it in the header `Origin`, or all websites below a name."""


def is_listed(origin: str, listed: Collection[str]) -> bool:
    """Whether a list of websites names `origin`."""
    if origin.lower() in listed:
        return True
    scheme, mark, host = origin.lower().partition("://")
    names = host.split(".")
    return any(f"{scheme}{mark}*.{'.'.join(names[place:])}" in listed for place in range(1, len(names)))


@dataclass(frozen=True, slots=True)
class Allowed:
    """The origin that may read an answer: one, any (`*`), or none."""

    origin: str | None

    def mark(self, headers: MutableHeaders) -> None:
        """Say so in an answer's headers."""
        if self.origin:
            headers["Access-Control-Allow-Origin"] = self.origin
            headers["Access-Control-Expose-Headers"] = "Retry-After, X-Request-Id"
        if self.origin != "*":
            headers.add_vary_header("Origin")


ANYBODY, NOBODY = Allowed("*"), Allowed(None)


def allowed(origin: str, listed: Collection[str], own: str) -> Allowed:
    """Whether pages of `origin` may use a desk with this list; `own` pages always may."""
    if not listed:
        return ANYBODY
    return Allowed(origin) if origin == own or is_listed(origin, listed) else NOBODY


def objection_to_page(key: str | None, *, by_link: bool = False) -> OriginRefused:
    """What speaks against a page that is not listed. Raised at once, unless its key may be of something taken before.

    The list may have changed since; then the page asks again for an answer that is its own. A key that can be guessed
    proves nothing of a page, which shares its visitor's network; beside a public link the link does.
    """
    if not key or not (by_link or is_unguessable(key)):
        raise OriginRefused
    return OriginRefused()


def check_page(headers: Any, listed: Collection[str], own: str, *, by_link: bool = False) -> None:
    """Raise OriginRefused for a form that was sent from a page which may not; programs name no origin.

    Our own pages may appear as `null`; then the browser says beside it that they are of the same site. A form
    `by_link` is sent to an address that only our own page knows, so it is believed unless the browser denies it.
    """
    origin = headers.get("origin")
    if not origin or not listed:
        return
    if origin == NULL:
        site = headers.get("sec-fetch-site")
        is_fine = site == "same-origin" or (by_link and site is None)
    else:
        is_fine = allowed(origin, listed, own).origin is not None
    if not is_fine:
        raise OriginRefused
