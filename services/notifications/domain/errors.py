"""What the rules of mail refuse, each with its stable code."""

from shared.errors import Conflict, Invalid, NotFound, NotYet


class UnknownVariable(Invalid):
    """A template names variables that its mail does not have."""

    code = "unknown_variable"
    title = "The template has an unknown variable"


class TemplateRefused(Invalid):
    """A template is empty or too long."""

    code = "template_refused"
    title = "This template cannot be used"


class NoSuchDesk(NotYet):
    """A desk that is not there, or that the asker may not see, or whose event is still on its way."""

    code = "desk_not_found"
    title = "No such desk"


class NoSuchTicket(NotYet):
    """A ticket that is not there, or that the asker may not see, or whose event is still on its way."""

    code = "ticket_not_found"
    title = "No such ticket"


class NoSuchAssignment(NotYet):
    """Who is responsible for a ticket, in news that are still on their way."""

    code = "assignment_not_known"
    title = "It is not known yet who is responsible"


class NoSuchColleague(NotYet):
    """Somebody, or a group, whose event is still on its way."""

    code = "colleague_not_known"
    title = "Somebody is not known yet"


class MailboxMissing(NotFound):
    """The desk has no mailbox: it sends no mail, and everything else works."""

    code = "mailbox_missing"
    title = "The desk has no mailbox"


class HostRefused(Invalid):
    """A mail server's address that lies in a private network, or whose port is not one of mail."""

    code = "host_refused"
    title = "This server may not be used"


class MailboxRefused(Invalid):
    """A mailbox's address or name that no mail could carry."""

    code = "mailbox_refused"
    title = "This mailbox cannot be used"


class NoSuchEmail(NotFound):
    """A mail that is not there, or that the asker may not see."""

    code = "email_not_found"
    title = "No such mail"


class NoSuchNotice(NotFound):
    """A notice that is not there, or not the asker's, or on a desk they may no longer see."""

    code = "notice_not_found"
    title = "No such notice"


class EmailSettled(Conflict):
    """What became of a mail is settled: it belongs to a ticket, or nobody waits for it."""

    code = "email_settled"
    title = "It is settled what became of this mail"
