"""What each service may do on RabbitMQ, told by its contracts and its queues: nothing is listed by hand.

A service reads its own queues, says its own events and sends to its own queues. It declares nothing: `helpdesk migrate`
does, as the broker's administrator.
"""

import re
import secrets
from base64 import b64encode
from collections.abc import Iterable, Mapping
from hashlib import sha256
from importlib import import_module
from typing import Any, NamedTuple
from urllib.parse import unquote, urlsplit

from shared.bus.topology import EXCHANGE, own_exchange
from shared.contracts.event import EVENTS

NOTHING = "^$"
EVERYTHING = ".*"


class BrokerUser(NamedTuple):
    """A name and a password for one virtual host, as an AMQP address carries them."""

    name: str
    password: str
    vhost: str = "/"

    @classmethod
    def of(cls, url: str) -> "BrokerUser":
        """Who signs in by `url`; the broker's own `guest` where it names nobody."""
        parts = urlsplit(url)
        vhost = unquote(parts.path.removeprefix("/")) or "/"
        return cls(unquote(parts.username or "guest"), unquote(parts.password or "guest"), vhost)


def definitions(users: Mapping[str, BrokerUser]) -> dict[str, Any]:
    """RabbitMQ's definitions, as its programs and its HTTP door import them: `users` by the service they are for."""
    return {
        "users": [_user(user) for user in users.values()],
        "permissions": [_permission(service, user) for service, user in users.items()],
        "topic_permissions": [_topics(service, user) for service, user in users.items()],
    }


def with_administrator(told: dict[str, Any], user: BrokerUser) -> dict[str, Any]:
    """The same for a broker that has nobody yet: `user` may do everything."""
    everything = dict.fromkeys(("configure", "write", "read"), EVERYTHING)
    return told | {
        "vhosts": [{"name": user.vhost}],
        "users": [*told["users"], _user(user, "administrator")],
        "permissions": [*told["permissions"], {"user": user.name, "vhost": user.vhost} | everything],
    }


def events_of(service: str) -> list[str]:
    """The names of the events that `service` may say: those in its own module of contracts."""
    spoken = import_module(f"shared.contracts.{service}").__name__
    return sorted(name for name, event in EVENTS.items() if event.__module__ == spoken)


def _user(user: BrokerUser, tags: str = "") -> dict[str, str]:
    salt = secrets.token_bytes(4)
    hashed = b64encode(salt + sha256(salt + user.password.encode()).digest()).decode()
    algorithm = "rabbit_password_hashing_sha256"
    return {"name": user.name, "password_hash": hashed, "hashing_algorithm": algorithm, "tags": tags}


def _permission(service: str, user: BrokerUser) -> dict[str, str]:
    # By the prefix, so that queues of the version before and after are among them while both run.
    queues = rf"^{re.escape(service)}\."
    write = _any_of([EXCHANGE, own_exchange(service)])
    return {"user": user.name, "vhost": user.vhost, "configure": NOTHING, "write": write, "read": queues}


def _topics(service: str, user: BrokerUser) -> dict[str, str]:
    """Which events may be said on the exchange that all of them share; who reads what is bound by `migrate`."""
    said = _any_of(events_of(service))
    return {"user": user.name, "vhost": user.vhost, "exchange": EXCHANGE, "write": said, "read": NOTHING}


def _any_of(names: Iterable[str]) -> str:
    return f"^({'|'.join(re.escape(name) for name in names)})$"
