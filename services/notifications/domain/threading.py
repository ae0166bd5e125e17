"""How mails about one ticket find each other in every mail program."""

import re
from collections.abc import Sequence
from uuid import UUID

MESSAGE_ID = re.compile(r"<[A-Za-z0-9!#$%&'*+/=?^_`{|}~.-]{1,200}@[A-Za-z0-9.\[\]:-]{1,200}>")
LONGEST_THREAD = 20


def message_id(delivery_id: UUID, mailbox_address: str) -> str:
    """The delivery's own Message-ID; the same at every attempt, so a doubled mail is shown once."""
    made = f"<{delivery_id}@{mailbox_address.rpartition('@')[2]}>"
    if not MESSAGE_ID.fullmatch(made):
        raise ValueError("the mailbox's address has no domain fit for a Message-ID")
    return made


def thread_headers(earlier: Sequence[str]) -> dict[str, str]:
    """In-Reply-To and References for the next mail after `earlier` Message-IDs, the oldest first.

    The ids may come from outside: what is no Message-ID, or would begin another line, is left out.
    """
    known = list(dict.fromkeys(found for found in earlier if MESSAGE_ID.fullmatch(found)))
    if not known:
        return {}
    # The first keeps the thread together when the middle of a long one is dropped.
    kept = known if len(known) <= LONGEST_THREAD else [known[0], *known[1 - LONGEST_THREAD :]]
    return {"In-Reply-To": known[-1], "References": " ".join(kept)}
