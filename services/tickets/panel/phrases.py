"""What codes in the history of a ticket mean, as parts of sentences."""

HINTS = {
    "names_ticket": "names another ticket, in which its sender takes no part:",
    "answers_ticket": "answers a mail about another desk's ticket:",
}

HOW = {
    "round_robin": "automatically (round robin)",
    "least_open": "automatically (fewest open tickets)",
}
NOBODY = {
    "nobody_at_work": "nobody of this desk is at work",
    "nobody_works_here": "nobody works on this desk",
}

WOKEN = {
    "due": "is back: its time came",
    "reply": "is back: the requester wrote",
    "agent": "is awake again",
    "task_done": "is back: news of a task",
}

BY_REQUESTER = {
    **{(before, "resolved"): "marked it as solved" for before in ("open", "in_progress", "waiting")},
    ("resolved", "open"): "reopened it",
}
"""From status to status."""

LINKS = {
    ("on", "off"): "switched the public link off",
    ("off", "on"): "made a public link, the one before leads nowhere",
}
