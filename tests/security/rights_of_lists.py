"""Who may do what with lists of tickets, and with views that are saved of them."""

from tests.security.row import Row

OF_LISTS: dict[str, Row] = {
    "GET /api/tickets": Row("team"),
    "GET /api/tickets.csv": Row("team"),
    "GET /api/views": Row("team"),
    "POST /api/views": Row("team", {}),
    "PATCH /api/views/{missing}": Row("team", {"name": "x"}, may_miss=True),
    "DELETE /api/views/{missing}": Row("team", may_miss=True),
    "GET /panel/tickets/views": Row("team"),
    "GET /panel/tickets/views/{missing}/remove": Row("team"),
    "POST /panel/tickets/views": Row("team", form={}),
    "POST /panel/tickets/views/{missing}/remove": Row("team", form={}, may_miss=True),
    "GET /panel/tickets": Row("team"),
    "GET /panel/tickets/bulk": Row("team"),
    "GET /panel/tickets/bulk/undo": Row("team"),
    "POST /panel/tickets/bulk": Row("team", form={}),
    "POST /panel/tickets/bulk/undo": Row("team", form={"undo": "{missing}"}, may_miss=True),
    "GET /panel/tickets/completions": Row("team"),
    "GET /panel/tickets/rail": Row("team"),
    "GET /panel/tickets/news": Row("team"),
}
