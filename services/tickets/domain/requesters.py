"""Who a requester is, wherever they write from."""

from uuid import NAMESPACE_URL, UUID, uuid5

from shared.addresses import person_key


def id_of(address: str) -> UUID:
    """The id that everybody has who writes from this address, in every spelling of it."""
    return uuid5(NAMESPACE_URL, f"mailto:{person_key(address)}")
