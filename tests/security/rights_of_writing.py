"""Who may do what with canned replies, drafts, presence and requesters: rows of `rights.py`."""

from tests.security.row import Row

TICKET = "/api/tickets/{ticket_id}"
PAGE = "/panel/tickets/{ticket_id}"
VERBS = ("send-now", "take-back")
DESK_PAGE = "/panel/tickets/desks/{desk_id}/canned-replies"
REQUESTER, REQUESTER_PAGE = "/api/requesters/{requester_id}", "/panel/tickets/requesters/{requester_id}"
OF_DESK = "/api/desks/{desk_id}/canned-replies"
OF_TICKET = f"{TICKET}/canned-replies/{{missing}}"

WRITING: dict[str, Row] = {
    f"GET {OF_DESK}": Row("desk"),
    f"POST {OF_DESK}": Row("desk_admin", {"name": "x"}),
    f"PATCH {OF_DESK}/{{missing}}": Row("desk_admin", {"name": "x"}, may_miss=True),
    f"DELETE {OF_DESK}/{{missing}}": Row("desk_admin", may_miss=True),
    f"GET {OF_TICKET}": Row("desk", may_miss=True),
    f"POST {OF_TICKET}": Row("desk", {}, may_miss=True),
    **{f"POST {PAGE}/{verb}": Row("desk", form={"comment_id": "{missing}"}, may_miss=True) for verb in VERBS},
    f"DELETE {TICKET}/comments/{{missing}}": Row("desk", may_miss=True),
    f"POST {TICKET}/comments/{{missing}}/send-now": Row("desk", may_miss=True),
    f"GET {PAGE}/canned": Row("desk"),
    f"GET {PAGE}/canned/{{missing}}": Row("desk", may_miss=True),
    f"POST {PAGE}/canned/{{missing}}": Row("desk", form={}, may_miss=True),
    f"GET {DESK_PAGE}": Row("desk_admin"),
    f"GET {DESK_PAGE}/new": Row("desk_admin"),
    f"POST {DESK_PAGE}/new": Row("desk_admin", form={}),
    f"GET {DESK_PAGE}/{{missing}}": Row("desk_admin", may_miss=True),
    f"POST {DESK_PAGE}/{{missing}}": Row("desk_admin", form={"name": "x"}, may_miss=True),
    f"POST {DESK_PAGE}/{{missing}}/remove": Row("desk_admin", form={}, may_miss=True),
    f"GET {TICKET}/drafts": Row("desk"),
    f"GET {TICKET}/drafts/{{draft}}": Row("desk", may_miss=True),
    f"PUT {TICKET}/drafts/{{draft}}": Row("desk", {"body": "x"}),
    f"DELETE {TICKET}/drafts/{{draft}}": Row("desk", may_miss=True),
    f"PUT {TICKET}/presence": Row("desk", {"state": "reading"}),
    f"DELETE {TICKET}/presence": Row("desk"),
    "GET /api/requesters": Row("team"),
    f"GET {REQUESTER}": Row("desk"),
    f"PATCH {REQUESTER}": Row("desk", {"name": "x"}),
    f"GET {REQUESTER}/history": Row("desk"),
    f"POST {REQUESTER}/merge": Row("desk", {"into": "{requester_id}"}),
    f"POST {REQUESTER}/unmerge": Row("desk"),
    f"GET {REQUESTER_PAGE}": Row("desk"),
    f"POST {REQUESTER_PAGE}": Row("desk", form={"name": "x"}),
    f"GET {REQUESTER_PAGE}/merge": Row("desk"),
    f"POST {REQUESTER_PAGE}/merge": Row("desk", form={"other": "{requester_id}"}),
    f"GET {REQUESTER_PAGE}/unmerge": Row("team"),
    f"POST {REQUESTER_PAGE}/unmerge": Row("desk", form={"other": "{requester_id}"}),
}
