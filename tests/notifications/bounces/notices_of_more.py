"""The rest of the notices: gateways, telephone companies, list servers."""

from tests.notifications.bounces.notices import HEAD, D, Notice

MORE = {
    "apache james": Notice(
        "Re:Your ticket",
        "post_master@example.net",
        "Error: Invalid user address\n\nError message below:\n550 - no such user here: jan@example.net\n",
    ),
    "courier": Notice(
        "NOTICE: mail delivery status.",
        D,
        "This is a delivery status notification from mx.example.net.\n\nYour message to <jan@example.net> could not be delivered:\n\n"
        "<jan@example.net>:\n     mx2.example.net [192.0.2.1]:\n >>> RCPT TO:<jan@example.net>\n <<< 550 5.1.1 unknown\n",
        "5.1.1",
    ),
    "mxlogic": Notice(
        "Mail delivery failed",
        D,
        f"The following address(es) failed:\n\n<jan@example.net>:\nSMTP error: 550 5.1.1 unknown\n\nIncluded is a copy of the message header:\n\n{HEAD}",
        "5.1.1",
    ),
    "barracuda": Notice(
        "**Message you sent blocked by our bulk email filter**",
        D,
        "Your message to:\njan@example.net\n\nwas blocked by our filter. It was not delivered.\n",
    ),
    "imail": Notice(
        "Undeliverable Mail",
        "postmaster@example.net",
        f"Unknown user: jan@example.net\n\nOriginal message follows.\n\n{HEAD}",
    ),
    "biglobe": Notice(
        "Returned mail: Service unavailable",
        "postmaster@biglobe.example",
        "jan@example.net\n\nThe number of messages in recipient's mailbox exceeded the local limit.\n",
    ),
    "kddi": Notice(
        "Mail",
        "no-reply@app.example.jp",
        "Your mail attempted to be delivered on: Tue, 14 Mar 2023\nfailed: user unknown: jan@example.net\n",
        return_path="<>",
    ),
    "ezweb": Notice(
        "Mail System Error - Returned Mail",
        "Postmaster@ezweb.example",
        "<jan@example.net>\n\nEach of the following recipients was rejected by a remote mail server.\n",
    ),
    "verizon": Notice(
        "Undeliverable Message",
        "post_master@vtext.example",
        "Message could not be delivered to mobile.\nError: No valid recipients for this MM: jan@example.net\n",
    ),
    "opensmtpd": Notice(
        "Delivery status notification: error",
        D,
        f"An error has occurred while attempting to deliver:\n\njan@example.net: 550 5.1.1 unknown\n\n{HEAD}",
        "5.1.1",
    ),
    "dragonfly": Notice(
        "Mail delivery failed",
        "",
        f"This is the DragonFly Mail Agent.\n\nThere was an error delivering your mail to <jan@example.net>.\n\nmx said:\n550 5.1.1 unknown\n\nMessage headers follow.\n\n{HEAD}",
        "5.1.1",
    ),
    "mailfoundry": Notice(
        "Message delivery has failed",
        D,
        "Unable to deliver message to: <jan@example.net>\nDelivery failed for the following reason:\nServer says 550 5.1.1\n",
        "5.1.1",
    ),
    "mailmarshal": Notice(
        'Undeliverable Mail: "Your ticket"',
        "postmaster@example.net",
        "Your message could not be delivered because of\n\n550 5.1.1 User unknown\n\nThe following recipients were affected:\n    jan@example.net\n",
        "5.1.1",
    ),
    "m-filter": Notice(
        "failure notice",
        "postmaster@example.net",
        f"送信できませんでした。\njan@example.net\n\n-------server message\n550 5.1.1 unknown\n-------original message\n{HEAD}",
        "5.1.1",
    ),
    "interscan": Notice(
        "Mail could not be delivered",
        "postmaster@example.net",
        "****** Message from InterScan ******\n\nSent <<< RCPT TO:<jan@example.net>\nReceived >>> 550 5.1.1 unknown\nCould not deliver mail to this user.\njan@example.net\n",
        "5.1.1",
    ),
    "activehunter": Notice(
        "FAILURE NOTICE : Your ticket",
        D,
        "The original message was received today\n\n>>> jan@example.net <jan@example.net>\n\n550 no mailbox (#5.1.1)\n",
        "5.1.1",
    ),
    "mcafee": Notice(
        "Mail delivery failed",
        D,
        "--- The following addresses had delivery problems ---\n\n<jan@example.net>   (User unknown)\n",
        "",
    ),
    "x2": Notice(
        "Delivery failure",
        D,
        f"Message from example.net.\nUnable to deliver message to the following address(es).\n\n<jan@example.net>:\nnot known. Given up.\n\n--- Original message follows.\n\n{HEAD}",
    ),
    "x3": Notice(
        "Delivery status notification",
        "Mail.Delivery.System@mx.example.net",
        "This message is sent by the system.\n\nThe message could not be delivered.\n * jan@example.net\n   Timeout, 4.4.1\n",
        "4.4.1",
    ),
    "x6": Notice(
        "There was an error sending your mail",
        D,
        "We had trouble delivering your message.\n\n1 error(s):\n\nThe following recipients returned permanent errors: jan@example.net. Reason: 554 5.4.6 loop\n",
        "5.4.6",
    ),
    "list server": Notice(
        "You help@example.org are not member",
        "printers-admin@example.net",
        "You are not a member of this mailing list <jan@example.net>.\n",
    ),
    "german": Notice(
        "Unzustellbar: Your ticket",
        "postmaster@example.net",
        "Ihre Nachricht konnte nicht zugestellt werden:\n\njan@example.net\n5.1.1 unbekannt\n",
        "5.1.1",
    ),
    "polish": Notice(
        "Zwrot wiadomości: Your ticket",
        "postmaster@example.net",
        "Wiadomość nie została dostarczona do:\n\njan@example.net\n550 5.1.1 nie ma\n",
        "5.1.1",
    ),
}
