"""XOAUTH2 with a real server: Dovecot asks whose a token is before it lets us read."""

from shared.contracts.notifications import MailTicketRequested
from tests.dovecot import Dovecot
from tests.notifications.conftest import Mail, given_mailbox
from tests.notifications.incoming.conftest import running
from tests.notifications.incoming.letters import a_mail
from tests.notifications.incoming.test_imap import watched
from tests.notifications.mail_servers.test_oauth import forget, oauth_sink, tokens, tried
from tests.notifications.oauth import TokenServer
from tests.waiting import until

__all__ = ["oauth_sink", "tokens"]


async def test_dovecot_is_read_with_a_token(mail: Mail, http, desk, tokens, oauth_sink):
    async with Dovecot.own(tokens.url.replace("/token", "/info")) as dovecot:
        imap = dovecot.imap("u") | tokens.grant()
        del imap["password"]
        await given_mailbox(http, desk.id, oauth_sink.port, smtp=tokens.grant(), open_tickets=True, imap=imap)
        assert (await tried(http, desk))["ok"], await tried(http, desk)
        async with running(mail):
            await watched(mail)
            await dovecot.put("u", a_mail("By token"))
            [wish] = await until(lambda: mail.said(MailTicketRequested))
        tokens.tokens.clear()
        assert (await tried(http, desk))["ok"]
        tokens.mode = "redirect"
        forget(mail)
        answer = await tried(http, desk)
    assert wish.title == "By token"
    assert (answer["imap"]["ok"], "gives no access" in answer["imap"]["detail"]) == (False, True)


async def test_dovecot_refuses_a_token_that_nobody_gave(mail: Mail, http, desk, tokens, oauth_sink):
    async with TokenServer() as another, Dovecot.own(another.url.replace("/token", "/info")) as dovecot:
        imap = dovecot.imap("u") | tokens.grant()
        del imap["password"]
        await given_mailbox(http, desk.id, oauth_sink.port, smtp=tokens.grant(), imap=imap)
        answer = await tried(http, desk)
    assert (answer["smtp"]["ok"], answer["imap"]["ok"]) == (True, False)
    assert "AUTHENTICATIONFAILED" in answer["imap"]["detail"]
