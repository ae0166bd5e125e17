"""What people say in whole mails, in fourteen languages. Made up for these tests."""

import tomllib
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Tongue:
    """A language: who writes in it, what they write, to what, and what their programs add."""

    code: str
    name: str
    reply: str
    old: str
    subject: str
    prefix: str
    charset: str
    """That of programs which do not write UTF-8."""
    iphone: str
    galaxy: str
    outlook: str
    """What Outlook for iOS adds."""


SAID = Path(__file__).with_name("tongues.toml")
TONGUES = tuple(Tongue(code, **said) for code, said in tomllib.loads(SAID.read_text()).items())
