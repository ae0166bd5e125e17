"""Code for a website's own server, which makes signatures as `domain/signature.py` reads them."""

from dataclasses import dataclass
from pathlib import Path

FOLDER = Path(__file__).parent / "server_code"
LANGUAGES = {"python": "Python", "php": "PHP", "node": "Node.js", "ruby": "Ruby"}


@dataclass(frozen=True, slots=True)
class ServerCode:
    """Ready code in one language."""

    key: str
    language: str
    code: str


def server_code(desk_token: str) -> tuple[ServerCode, ...]:
    """The same two functions in each language, for one desk."""
    return tuple(
        ServerCode(key, language, TEXTS[key].replace("{{desk_token}}", desk_token))
        for key, language in LANGUAGES.items()
    )


TEXTS = {key: (FOLDER / f"{key}.txt").read_text() for key in LANGUAGES}
