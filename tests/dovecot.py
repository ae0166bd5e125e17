"""A private Dovecot: a real IMAP server, and LMTP to put mail into it, with ports, users and folders of its own."""

import asyncio
import contextlib
import grp
import os
import pwd
import shutil
import smtplib
from collections.abc import AsyncIterator
from imaplib import IMAP4
from pathlib import Path
from tempfile import TemporaryDirectory

from services.local.ports import accepts, free_port
from services.local.processes import ChildProcess
from services.local.server import Server

PASSWORD = "dovecot-secret"
PATIENCE = 30
"""Seconds for an answer of the server: a thread that waits for ever holds up all that come after."""

CONFIGURATION = """\
base_dir = {folder}/run
state_dir = {folder}/run
log_path = {folder}/dovecot.log
listen = 127.0.0.1
protocols = imap lmtp
ssl = no
disable_plaintext_auth = no
auth_mechanisms = {mechanisms}
auth_failure_delay = 0
recipient_delimiter = +
lmtp_save_to_detail_mailbox = no
default_internal_user = {user}
default_login_user = {user}
default_internal_group = {group}
mail_location = maildir:{folder}/mail/%u
first_valid_uid = 1
mail_max_userip_connections = 200
{tokens}passdb {{
  driver = static
  mechanisms = plain login
  args = password={password}
}}
userdb {{
  driver = static
  args = uid={uid} gid={gid} home={folder}/mail/%u allow_all_users=yes
}}
service imap-login {{
  chroot =
  inet_listener imap {{
    port = {imap_port}
  }}
  inet_listener imaps {{
    port = 0
  }}
}}
service lmtp {{
  inet_listener lmtp {{
    address = 127.0.0.1
    port = {lmtp_port}
  }}
}}
service anvil {{
  chroot =
  unix_listener anvil-auth-penalty {{
    mode = 0
  }}
}}
service stats {{
  chroot =
}}
"""

TOKENS = """\
passdb {{
  driver = oauth2
  mechanisms = xoauth2
  args = {folder}/tokens.conf
}}
"""


class Dovecot(Server):
    """One Dovecot on 127.0.0.1. Every name is a user with the password `PASSWORD`; users with no name in common share nothing."""

    title = "Dovecot"

    @classmethod
    @contextlib.asynccontextmanager
    async def own(cls, token_info: str = "") -> AsyncIterator["Dovecot"]:
        """One in a folder of its own, gone with it."""
        with TemporaryDirectory(prefix="helpdesk-dovecot-") as folder:
            async with cls(Path(folder), token_info) as server:
                yield server

    def __init__(self, folder: Path, token_info: str = "") -> None:
        """`folder` must lie where everybody may enter: not below pytest's, which the next run closes for others.

        With `token_info` it takes access tokens, too, and asks there whose each is: `{"email": user}`.
        """
        self._path, self._token_info = folder, token_info
        self.imap_port, self.lmtp_port = free_port(), free_port()

    async def start(self) -> None:
        """Starts it on the mails of its last time."""
        self._path.mkdir(exist_ok=True)
        configuration = self._path / "dovecot.conf"
        configuration.write_text(self._configuration())
        command = [
            shutil.which("dovecot", path="/usr/sbin:/usr/local/sbin") or "dovecot",
            "-F",
            "-c",
            configuration,
        ]
        self._server = ChildProcess("Dovecot", command, log=self._path / "console.log", cwd=self._path)
        await self._server.start()
        await self._server.wait_until(self._answers, seconds=20)

    async def stop(self) -> None:
        """Ends it; the mails stay."""
        if self._server is not None:
            await self._server.stop(seconds=10)

    def imap(self, user: str, folder: str = "INBOX") -> dict[str, object]:
        """A mailbox's settings for reading a user's mail here."""
        at = {"host": "127.0.0.1", "port": self.imap_port, "tls": "none"}
        return {**at, "username": user, "password": PASSWORD, "folder": folder}

    async def put(self, user: str, *mails: bytes, sender: str = "rita@example.com") -> None:
        """Deliver mails to a user, as a mail server on the way does."""
        await asyncio.to_thread(self._put, user, mails, sender)

    async def renumber(self, user: str) -> None:
        """Give the user's mails new uids under a new UIDVALIDITY, as a server does that lost its index."""
        for name in (
            "dovecot-uidlist",
            "dovecot.index",
            "dovecot.index.log",
            "dovecot.index.cache",
            "dovecot-uidvalidity",
        ):
            for found in (self._path / "mail" / user).glob(f"{name}*"):
                found.unlink()

    async def flags(self, user: str) -> list[str]:
        """The flags of each mail in a user's inbox."""
        return await asyncio.to_thread(self._flags, user)

    def _put(self, user: str, mails: tuple[bytes, ...], sender: str) -> None:
        with smtplib.LMTP("127.0.0.1", self.lmtp_port, timeout=PATIENCE) as server:
            for mail in mails:
                server.sendmail(sender, [user], mail)

    def _flags(self, user: str) -> list[str]:
        with IMAP4("127.0.0.1", self.imap_port, timeout=PATIENCE) as server:
            server.login(user, PASSWORD)
            server.select("INBOX", readonly=True)
            _, found = server.fetch("1:*", "(FLAGS)")
            return [line.decode() for line in found if isinstance(line, bytes)]

    async def _answers(self) -> bool:
        return await accepts(self.imap_port) and await accepts(self.lmtp_port)

    def _configuration(self) -> str:
        # Mail of the user 0 is refused by Dovecot itself.
        owner = pwd.getpwnam("nobody") if os.getuid() == 0 else pwd.getpwuid(os.getuid())
        mail = self._path / "mail"
        mail.mkdir(exist_ok=True)
        if os.getuid() == 0:
            shutil.chown(mail, owner.pw_uid, owner.pw_gid)
            self._path.chmod(0o711)
        asks = f"tokeninfo_url = {self._token_info}?access_token=\nusername_attribute = email\n"
        (self._path / "tokens.conf").write_text(asks)
        return CONFIGURATION.format(
            folder=self._path,
            mechanisms="plain login xoauth2" if self._token_info else "plain login",
            tokens=TOKENS.format(folder=self._path) if self._token_info else "",
            user=owner.pw_name,
            group=grp.getgrgid(owner.pw_gid).gr_name,
            uid=owner.pw_uid,
            gid=owner.pw_gid,
            password=PASSWORD,
            imap_port=self.imap_port,
            lmtp_port=self.lmtp_port,
        )
