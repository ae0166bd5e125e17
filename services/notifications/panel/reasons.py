"""Why a mail stands where it stands, in words: the only place that says so."""

REASONS = {
    "own_address": "Written by one of the helpdesk’s own mailboxes",
    "old": "Lay in the mailbox before the desk read it",
    "bounce": "A mail server tells of a mail of ours",
    "automatic": "Answered by a machine: nobody waits for that",
    "list": "From a mailing list or a newsletter",
    "too_many_from_sender": "This address opened very many tickets within an hour",
    "too_many_on_ticket": "This address wrote very often on one ticket within an hour",
    "sender_unclear": "It is not clear who wrote it",
    "too_large": "Larger than the helpdesk reads",
    "forged": "The server that took it in says that its sender’s address is forged",
    "may_not_answer": "Whoever the notice went to may not write on this ticket any more",
    "nothing_said": "It answers a notice with no words of its own",
    "desk_inactive": "The desk takes no new tickets",
    "raw_mail_missing": "The mail as it came is gone from the storage",
}


def in_words(reason: str) -> str:
    """The reason as a sentence; one that is not a code, as a reader's or a newer version's, as it is."""
    return REASONS.get(reason, reason)
