"""What the rules of mail refuse, each with its stable code."""

from shared.errors import Conflict, Invalid, NotFound, NotYet


class UnknownVariable(Invalid, code="unknown_variable", title="The template has an unknown variable"):
    """A template names variables that its mail does not have."""


class TemplateRefused(Invalid, code="template_refused", title="This template cannot be used"):
    """A template is empty or too long."""


class NoSuchAssignment(NotYet, code="assignment_not_known", title="It is not known yet who is responsible"):
    """Who is responsible for a ticket, in news that are still on their way."""


class NoSuchColleague(NotYet, code="colleague_not_known", title="Somebody is not known yet"):
    """Somebody, or a group, whose event is still on its way."""


class MailboxMissing(NotFound, code="mailbox_missing", title="The desk has no mailbox"):
    """The desk has no mailbox: it sends no mail, and everything else works."""


class HostRefused(Invalid, code="host_refused", title="This server may not be used"):
    """A mail server's address that lies in a private network, or whose port is not one of mail."""


class MailboxRefused(Invalid, code="mailbox_refused", title="This mailbox cannot be used"):
    """A mailbox's address or name that no mail could carry."""


class NoSuchEmail(NotFound, code="email_not_found", title="No such mail"):
    """A mail that is not there, or that the asker may not see."""


class NoSuchNotice(NotFound, code="notice_not_found", title="No such notice"):
    """A notice that is not there, or not the asker's, or on a desk they may no longer see."""


class EmailSettled(Conflict, code="email_settled", title="It is settled what became of this mail"):
    """What became of a mail is settled: it belongs to a ticket, or nobody waits for it."""
