"""Whether a host is written as an IP address."""

from ipaddress import IPv4Address, IPv6Address, ip_address


def ip_of(host: str) -> IPv4Address | IPv6Address | None:
    """The address that `host` is, or None for a name."""
    try:
        return ip_address(host)
    except ValueError:
        return None
