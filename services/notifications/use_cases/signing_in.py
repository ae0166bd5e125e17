"""How a mailbox signs in: what is kept of its secrets, and for which server each was entered."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import update

from services.notifications.domain.errors import MailboxRefused
from services.notifications.domain.mailbox import Mailbox, Tls
from services.notifications.mail_servers.grants import Grant, GrantSecrets, Way
from services.notifications.tables import mailboxes
from services.notifications.uow import NotificationsUow
from shared.secrets import Sealer

Place = tuple[str, int, str, str]
"""Host, port, encryption and user name: what a secret is entered for."""


@dataclass(frozen=True, slots=True)
class OAuthInput:
    """A grant as typed; a secret that is None stays as it is."""

    token_url: str
    client_id: str
    scope: str = ""
    client_secret: str | None = None
    refresh_token: str | None = None


@dataclass(frozen=True, slots=True)
class ServerInput:
    """A server as typed; `password` None keeps the one there is, an empty one takes it away.

    With `oauth` it signs in by access tokens; a form that knows no OAuth 2 leaves `is_oauth_known` out.
    """

    host: str
    port: int
    tls: Tls
    username: str = ""
    password: str | None = None
    folder: str = ""
    read_old: bool = False
    oauth: OAuthInput | None = None
    is_oauth_known: bool = True

    @property
    def place(self) -> Place:
        """What its secrets are entered for."""
        return self.host.casefold(), self.port, self.tls, self.username


@dataclass(frozen=True, slots=True)
class Kept:
    """What a mailbox has for one of its ways: where it leads, and what it signs in with."""

    place: Place | None
    password: bytes | None
    oauth: dict[str, str] | None
    secrets: bytes | None


def kept_of(mailbox: Mailbox, way: Way) -> Kept:
    """What `mailbox` has by now; nothing of a way that it has not."""
    secrets = [getattr(mailbox, f"{way}_{name}") for name in ("password", "oauth", "secrets")]
    return Kept(_smtp_of(mailbox) if way == "smtp" else _imap_of(mailbox), *secrets)


def secrets_for(sealer: Sealer, way: Way, server: ServerInput | None, kept: Kept) -> dict[str, Any]:
    """What is to be set of password and grant; raises MailboxRefused for one that was entered for another server."""
    password = oauth = secrets = None
    if server and server.oauth:
        grant = server.oauth
        oauth = {"token_url": grant.token_url, "client_id": grant.client_id, "scope": grant.scope}
        secrets = _secrets(sealer, way, server, grant, kept)
    elif server:
        password = _password(sealer, way, server, kept)
    return {f"{way}_password": password, f"{way}_oauth": oauth, f"{way}_secrets": secrets}


async def keep_refresh_token(uow: NotificationsUow, grant: Grant, refresh_token: str) -> bytes | None:
    """Put a new refresh token in the place of the grant's, unless that is another one by now; answers it sealed.

    It is no change of the settings: their version stays.
    """
    sealed = GrantSecrets(grant.secrets.client_secret, refresh_token).sealed(uow.sealer)
    column = mailboxes.c[f"{grant.way}_secrets"]
    same = (mailboxes.c.desk_id == grant.desk_id) & (column == grant.sealed)
    kept = update(mailboxes).where(same).values({column: sealed}).returning(mailboxes.c.desk_id)
    return sealed if (await uow.session.execute(kept)).first() else None


def _password(sealer: Sealer, way: Way, server: ServerInput, kept: Kept) -> bytes | None:
    """The password to keep; one that was entered for a certain server is never given to another one."""
    if server.password is not None:
        return sealer.seal(server.password) if server.password else None
    if kept.password is not None and kept.place != server.place:
        said = "Enter the password again: it was given for another server, port, encryption or user name"
        raise _refused(f"{way}.password", said)
    return kept.password


def _secrets(sealer: Sealer, way: Way, server: ServerInput, typed: OAuthInput, kept: Kept) -> bytes:
    """The secrets of a grant: those that are not named stay, if nothing changed of what they were entered for."""
    field = f"{way}.oauth2.refresh_token"
    if not server.username:
        raise _refused(f"{way}.username", "Name the user whose mailbox it is")
    names_both = typed.refresh_token is not None and typed.client_secret is not None
    if kept.secrets is not None and not names_both and not _is_same(server, typed, kept):
        said = "Enter client secret and refresh token again: they were given for other settings"
        raise _refused(field, said)
    if kept.secrets is not None and typed.refresh_token is None and typed.client_secret is None:
        return kept.secrets
    before = GrantSecrets() if names_both else GrantSecrets.opened(kept.secrets, sealer)
    given = {"client_secret": typed.client_secret, "refresh_token": typed.refresh_token}
    now = {name: getattr(before, name) if value is None else value for name, value in given.items()}
    if not now["refresh_token"]:
        raise _refused(field, "Without a refresh token no access is granted")
    return GrantSecrets(**now).sealed(sealer)


def _is_same(server: ServerInput, typed: OAuthInput, kept: Kept) -> bool:
    named = (typed.token_url, typed.client_id)
    before = (kept.oauth["token_url"], kept.oauth["client_id"]) if kept.oauth else None
    return kept.place == server.place and before == named


def _smtp_of(mailbox: Mailbox) -> Place:
    return mailbox.smtp_host.casefold(), mailbox.smtp_port, mailbox.smtp_tls, mailbox.smtp_username


def _imap_of(mailbox: Mailbox) -> Place | None:
    imap = mailbox.imap
    return (imap["host"].casefold(), imap["port"], imap["tls"], imap["username"]) if imap else None


def _refused(field: str, said: str) -> MailboxRefused:
    return MailboxRefused(said, [{"field": field, "message": said}])
