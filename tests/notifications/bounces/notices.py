"""Notices of mail systems that send no report, each in the shape its own documentation or source gives it."""

from dataclasses import dataclass

HEAD = "From: Helpdesk <help@example.org>\nTo: jan@example.net\nSubject: Your ticket\nMessage-ID: <t1@example.org>\n"


@dataclass(frozen=True)
class Notice:
    """What came, and what it says of jan@example.net.

    `status` is '' where the notice names none.
    """

    subject: str
    sender: str
    text: str
    status: str = ""
    action: str = "failed"
    return_path: str = "<mx@example.net>"


D = "MAILER-DAEMON@mx.example.net"

NOTICES = {
    "qmail": Notice(
        "failure notice",
        D,
        "Hi. This is the qmail-send program at mx.example.net.\nI tried, it did not work.\n\n<jan@example.net>:\n"
        f"Sorry, no mailbox here by that name. (#5.1.1)\n\n--- Below this line is a copy of the message.\n\n{HEAD}",
        "5.1.1",
    ),
    "exim": Notice(
        "Mail delivery failed: returning message to sender",
        D,
        "This message was created automatically by mail delivery software.\n\nThe following address(es) failed:\n\n"
        "  jan@example.net\n    host mx.example.net [192.0.2.1]: 550 5.1.1 no such user\n\n"
        f"------ This is a copy of the message, including all the headers. ------\n\n{HEAD}",
        "5.1.1",
    ),
    "exim, old": Notice(
        "Mail delivery failed: returning message to sender",
        D,
        f"The following address(es) failed:\n\n  jan@example.net:\n    unrouteable mail domain\n\n--- This is a copy\n\n{HEAD}",
    ),
    "exim, delayed": Notice(
        "Warning: message 1abc delayed 24 hours",
        D,
        "A message that you sent has not yet been delivered after 24 hours.\n\n  jan@example.net\n\n"
        "No action is required on your part. Delivery attempts will continue.\n",
        action="delayed",
    ),
    "postfix": Notice(
        "Undelivered Mail Returned to Sender",
        D,
        "This is the mail system at host mx.example.net.\n\nYour message could not be delivered.\n\n"
        "<jan@example.net>: host mx2.example.net[192.0.2.1] said: 550 5.2.2\n    Mailbox full (in reply to RCPT TO)\n",
        "5.2.2",
    ),
    "sendmail": Notice(
        "Returned mail: see transcript for details",
        D,
        "The original message was received at Tue, 14 Mar 2023\n\n   ----- The following addresses had permanent fatal errors -----\n"
        "<jan@example.net>\n    (reason: 550 5.1.1 User unknown)\n\n   ----- Transcript of session follows -----\n550 5.1.1 unknown\n",
        "5.1.1",
    ),
    "sendmail 5": Notice(
        "Returned mail: User unknown",
        D,
        f"   ----- Transcript of session follows -----\n550 jan@example.net... User unknown\n\n   ----- Unsent message follows -----\n{HEAD}",
        "5.0.0",
    ),
    "exchange 2003": Notice(
        "Undeliverable: Your ticket",
        "postmaster@example.net",
        "Your message did not reach some or all of the intended recipients.\n\nThe following recipient(s) could not be reached:\n\n"
        "      jan@example.net on 14.03.2023 10:11\n            The e-mail account does not exist.\n            <mx.example.net #5.1.1>\n",
        "5.1.1",
    ),
    "exchange online": Notice(
        "Undeliverable: Your ticket",
        "postmaster@example.net",
        "Delivery has failed to these recipients or groups:\n\njan@example.net<mailto:jan@example.net>\nThe address was not found.\n\n"
        "Diagnostic information for administrators:\n\njan@example.net\nRemote server returned '550 5.1.10 RecipientNotFound'\n",
        "5.1.10",
    ),
    "domino": Notice(
        "DELIVERY FAILURE: User jan (jan@example.net) not listed in Domino Directory",
        "Postmaster@example.net",
        "Your message\n\n  Subject: Your ticket\n\nwas not delivered to:\n\n  jan@example.net\n\nbecause:\n\n  User jan not listed in Directory\n",
    ),
    "notes": Notice(
        "Undeliverable message",
        "postmaster@example.net",
        f"------- Failure Reasons  --------\n\nUser not listed in public Name & Address Book\njan@example.net\n\n------- Returned Message --------\n{HEAD}",
    ),
    "gmail, old": Notice(
        "Delivery Status Notification (Failure)",
        "mailer-daemon@googlemail.com",
        "Delivery to the following recipient failed permanently:\n\n     jan@example.net\n\nTechnical details of permanent failure:\n"
        f"The error was: 550 5.1.1 no such user.\n\n----- Original message -----\n\n{HEAD}",
        "5.1.1",
    ),
    "gmail, delay": Notice(
        "Delivery Status Notification (Delay)",
        "mailer-daemon@googlemail.com",
        "THIS IS A WARNING MESSAGE ONLY.\n\nDelivery to the following recipient has been delayed:\n\n     jan@example.net\n\n"
        "We will keep trying for 2 more days.\n",
        action="delayed",
    ),
    "yahoo": Notice(
        "Failure Notice",
        "MAILER-DAEMON@yahoo.com",
        "Sorry, we were unable to deliver your message to the following address.\n\n<jan@example.net>:\n"
        f"550: 5.1.1 unknown user\n\n--- Below this line is a copy of the message.\n\n{HEAD}",
        "5.1.1",
    ),
    "amazon workmail": Notice(
        "Delivery Status Notification (Failure)",
        "MAILER-DAEMON@eu-west-1.amazonses.com",
        "An error occurred while trying to deliver the mail to the following recipients:\njan@example.net\n",
    ),
    "zoho": Notice(
        "Undelivered Mail Returned to Sender",
        "mailer-daemon@mail.zoho.com",
        "This message was created automatically by mail delivery software.\n\njan@example.net, ERROR_CODE :550, ERROR_CODE :5.1.1 unknown\n",
        "5.1.1",
    ),
    "gmx": Notice(
        "Mail delivery failed: returning message to sender",
        "MAILER-DAEMON@mail.gmx.com",
        'This message was created automatically by mail delivery software.\n\nThe following address failed:\n\n"jan@example.net":\n'
        f"SMTP error from remote server after RCPT command:\nhost: mx.example.net\n5.1.1 unknown\n\n--- The header of the original message is following. ---\n\n{HEAD}",
        "5.1.1",
    ),
    "1und1": Notice(
        "Mail delivery failed: returning message to sender",
        "mailer-daemon@kundenserver.de",
        f"The following address failed:\n\n jan@example.net:\n  550 5.7.1 refused\n\nFor explanation visit\nhttps://postmaster.example.com\n{HEAD}",
        "5.7.1",
    ),
    "mail.ru": Notice(
        "Ваше сообщение не доставлено. Mail failure.",
        "mailer-daemon@corp.mail.ru",
        f"Это письмо создано автоматически.\n\nПисьмо не доставлено:\n\n  jan@example.net\n    user not found, 550 5.1.1\n\n{HEAD}",
        "5.1.1",
    ),
}
