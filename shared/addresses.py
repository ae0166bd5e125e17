"""The one answer to "is this an e-mail address", for every door and for the sender.

Inside, a domain is punycode in lower case (IDNA 2008, RFC 5891); people see Unicode. Domains of private networks
(`firma.local`, `nas.home.arpa`) are as good as others. A local part beyond ASCII would need every mail server on the
way to speak SMTPUTF8 (RFC 6531), so it is refused where it comes in rather than lost on its way out.
"""

import re
from typing import Annotated

import email_validator
import idna
from email_validator import EmailNotValidError, validate_email
from pydantic import AfterValidator, BeforeValidator, Field

from shared.text import none_if_blank

LONGEST = 254
"""Characters of an address in an SMTP path (RFC 5321, section 4.5.3.1.3, less the brackets)."""

# The library's list is meant to be edited. Only a name that can never receive mail stays on it (RFC 6761, 6.4).
email_validator.SPECIAL_USE_DOMAIN_NAMES[:] = ["invalid"]


PLAIN = re.compile(
    r"(?=[^@]{1,64}@.{1,100}\Z)[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(?:\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*"
    r"@(?:[a-z0-9](?:-?[a-z0-9]){0,30}\.)+(?!invalid\Z)[a-z]{2,30}"
)
"""Addresses that are canonical as they stand, which nearly all are: busy doors need not take each of them apart."""


def to_address(text: str) -> str:
    """The canonical form of the address in `text`; raises ValueError with a sentence for people."""
    given = text.strip()
    if PLAIN.fullmatch(given):
        return given
    if len(given) > LONGEST:
        raise ValueError(f"An e-mail address has at most {LONGEST} characters.")
    try:
        found = validate_email(given, check_deliverability=False, allow_smtputf8=False, strict=True)
    except EmailNotValidError as error:
        raise ValueError(str(error)) from None
    local, domain = found.local_part, found.ascii_domain
    if len(f"{local}@{domain}") > LONGEST:
        raise ValueError(f"An e-mail address has at most {LONGEST} characters.")
    return f"{local}@{domain}"


def is_address(text: str) -> bool:
    """Whether mail can be sent to `text`."""
    try:
        to_address(text)
    except ValueError:
        return False
    return True


def is_spelled_out(address: str) -> bool:
    """Whether the domain of an address needs no mapping (RFC 5895): whoever asks for its owner without one asks somebody else."""
    domain = address.rpartition("@")[2]
    if domain.isascii():
        return True
    # The Kelvin sign is no letter of anybody's name: in lower case it is the k of another one.
    has_twins = any(sign.lower().isascii() for sign in domain if not sign.isascii())
    return not has_twins and shown_address(to_address(address)).rpartition("@")[2] == domain.lower()


def shown_address(address: str) -> str:
    """`address` for people: its domain in the letters its owner chose."""
    local, at, domain = address.rpartition("@")
    if "xn--" not in domain:
        return address
    try:
        return f"{local}{at}{idna.decode(domain)}"
    except idna.IDNAError:
        return address


def person_key(address: str) -> str:
    """One text for all spellings of one person's address: mailboxes that differ in case only do not exist."""
    try:
        address = to_address(address)
    except ValueError:
        address = address.strip()
    return address.casefold()


def mailbox_key(address: str) -> str:
    """One text for all addresses that end in one mailbox: `+tag` (RFC 5233) does not make another one."""
    local, at, domain = person_key(address).rpartition("@")
    return f"{local.split('+', 1)[0] or local}{at}{domain}"


Address = Annotated[str, Field(max_length=4 * LONGEST), AfterValidator(to_address)]
"""An address in its canonical form."""

OptionalAddress = Annotated[Address | None, BeforeValidator(none_if_blank)]
