"""Who may do what: one row for each route of every service, read by `test_rights.py`.

A new route without a row fails there. `{…}` in a path stands for a thing of the desk that is tried.
"""

from dataclasses import dataclass
from typing import Any, Literal

Kind = Literal["anyone", "visitor", "signed_in", "team", "admin", "desk", "desk_admin"]
"""anyone: also strangers, often by a token in the path. visitor: who is proven by a website's signature or a code from a
mail, as none of the callers is. signed_in: guests too. team: every agent. admin: owners and
administrators. desk: who may see the thing's desk. desk_admin: the same, for administrators only."""


@dataclass(frozen=True)
class Row:
    """`body` is JSON, `form` is what a page sends; `may_miss`: even who may gets 404, because there is no such thing.
    `part`: asked for by a page's script. `unknown`: what a thing of another desk is answered with, as one that is not there."""

    kind: Kind
    body: dict[str, Any] | None = None
    form: dict[str, Any] | None = None
    may_miss: bool = False
    part: bool = False
    unknown: int = 404


def _of_each(path: str, row: Row) -> dict[str, Row]:
    services = ("tickets", "widget", "notifications", "scheduler", "organization")
    return {path.replace("SERVICE", service): row for service in services}


TICKET = "/api/tickets/{ticket_id}"
PAGE = "/panel/tickets/{ticket_id}"
MAIL = "/api/mail/desks/{desk_id}"
MAIL_PAGE = "/panel/mail/desks/{desk_id}"
MAILBOX = {"address": "x@desk.example", "smtp": {"host": "127.0.0.1", "port": 1, "tls": "none"}}
EMAIL = "/api/mail/emails/{email_id}"
EMAIL_PAGE = "/panel/mail/emails/{email_id}"
HELD, DOOR = "/widget/quarantine", "/widget/v1/desks/{desk_token}"
PEOPLE = "/panel/organization/people"
NEWCOMER = {"name": "x", "email": "x@example.com", "role": "agent"}
TEMPLATE = {"subject": "{{ticket_title}}", "body": "{{ticket_url}}"}

RIGHTS: dict[str, Row] = {
    "GET /health/live": Row("anyone"),
    "GET /health/ready": Row("anyone"),
    "GET /metrics": Row("anyone"),
    "GET /docs/events": Row("anyone"),
    **_of_each("GET /docs/SERVICE", Row("anyone")),
    **_of_each("GET /files/SERVICE/{signed}", Row("anyone", may_miss=True)),
    **_of_each("GET /api/operations/SERVICE", Row("admin")),
    **_of_each("GET /api/operations/SERVICE/dead-letters", Row("admin")),
    **_of_each("POST /api/operations/SERVICE/dead-letters/{letter_id}/replay", Row("admin", may_miss=True)),
    **_of_each("DELETE /api/operations/SERVICE/dead-letters/{letter_id}", Row("admin", may_miss=True)),
    # tickets
    "GET /api/desks": Row("team"),
    "POST /api/desks": Row("admin", {"number_pattern": "no name"}),
    "GET /api/desks/{desk_id}": Row("desk"),
    "PATCH /api/desks/{desk_id}": Row("desk_admin", {"description": "x"}),
    "GET /api/tickets": Row("team"),
    "POST /api/tickets": Row("desk", {"desk_id": "{desk_id}", "title": "by hand"}),
    "GET /api/desks/{desk_id}/tickets/{number}": Row("desk"),
    f"GET {TICKET}": Row("desk"),
    f"PATCH {TICKET}": Row("desk", {"priority": "high"}),
    f"PUT {TICKET}/status": Row("desk", {"status": "in_progress"}),
    f"PUT {TICKET}/assignee": Row("desk", {"kind": "agent", "id": "{agent_of_both}"}),
    f"DELETE {TICKET}/assignee": Row("desk"),
    f"PUT {TICKET}/snooze": Row("desk", {"text": "in 3 days"}),
    f"DELETE {TICKET}/snooze": Row("desk"),
    f"PUT {TICKET}/public-link": Row("desk", {"active": True}),
    f"POST {TICKET}/comments": Row("desk", {"body": "x"}),
    f"POST {TICKET}/notes": Row("desk", {"body": "x"}),
    f"GET {TICKET}/timeline": Row("desk"),
    f"POST {TICKET}/attachments": Row("desk", {"attachment_ids": ["{missing}"]}),
    "POST /api/files": Row("team"),
    f"PUT {TICKET}/tasks/{{task_id}}": Row("desk"),
    f"DELETE {TICKET}/tasks/{{missing}}": Row("desk"),
    "GET /": Row("signed_in"),
    "GET /panel/tickets": Row("team"),
    "GET /panel/tickets/rail": Row("team"),
    "GET /panel/tickets/news": Row("team"),
    "GET /panel/tickets/new": Row("team"),
    "POST /panel/tickets/new": Row(
        "desk", form={"desk_id": "{desk_id}", "title": "by hand", "priority": "normal"}
    ),
    "GET /panel/tickets/desks": Row("admin"),
    "GET /panel/tickets/desks/numbers": Row("admin"),
    "GET /panel/tickets/desks/new": Row("admin"),
    "POST /panel/tickets/desks/new": Row("admin", form={}),
    "GET /panel/tickets/desks/{desk_id}": Row("desk_admin"),
    "POST /panel/tickets/desks/{desk_id}": Row("desk_admin", form={}),
    "GET /panel/live": Row("team"),
    f"GET {PAGE}": Row("desk"),
    f"GET {PAGE}/conversation": Row("desk", part=True),
    f"POST {PAGE}/status": Row("desk", form={"status": "in_progress"}),
    f"POST {PAGE}/priority": Row("desk", form={"priority": "high"}),
    f"POST {PAGE}/assignee": Row("desk", form={"assignee": ""}),
    f"POST {PAGE}/title": Row("desk", form={"title": "x"}),
    f"POST {PAGE}/tags": Row("desk", form={"tags": "x"}),
    f"POST {PAGE}/requester": Row("desk", form={"name": "x"}),
    f"POST {PAGE}/category": Row("desk", form={"category_id": ""}),
    f"POST {PAGE}/snooze": Row("desk", form={"text": "in 3 days"}),
    f"POST {PAGE}/snooze/end": Row("desk", form={}),
    "POST /panel/tickets/{spare_ticket_id}/public-link": Row("desk", form={}),
    f"POST {PAGE}/comments": Row("desk", form={"body": "x"}),
    f"POST {PAGE}/notes": Row("desk", form={"body": "x"}),
    # widget
    "GET /widget/v1/desks/{desk_token}": Row("anyone"),
    "POST /widget/v1/desks/{desk_token}/tickets": Row("anyone", {"title": "x", "email": "x@a.example"}),
    "POST /widget/v1/desks/{desk_token}/files": Row("anyone"),
    f"POST {DOOR}/session": Row("visitor", {"client_external_id": "x", "signature": "x"}),
    "POST /widget/v1/desks/{desk_token}/codes": Row("anyone", {"email": "x@a.example"}),
    f"POST {DOOR}/sessions": Row("visitor", {"email": "x@a.example", "code": "12345678"}),
    "GET /widget/v1/tickets": Row("visitor"),
    "GET /widget/v1/tickets/{public_token}": Row("anyone"),
    "POST /widget/v1/tickets/{public_token}/comments": Row("anyone", {"body": "x"}),
    "POST /widget/v1/tickets/{public_token}/solved": Row("anyone"),
    "POST /widget/v1/tickets/{public_token}/reopen": Row("anyone"),
    "GET /api/widget/desks/{desk_id}": Row("desk"),
    "PATCH /api/widget/desks/{desk_id}": Row("desk_admin", {"attachments": True}),
    "POST /api/widget/desks/{desk_id}/secret": Row("desk_admin"),
    "GET /api/widget/desks/{desk_id}/embed": Row("desk"),
    f"GET /api{HELD}": Row("team"),
    f"POST /api{HELD}/{{spare_held_id}}/accept": Row("desk"),
    f"DELETE /api{HELD}/{{spare_held_id}}": Row("desk"),
    f"GET /panel{HELD}": Row("team"),
    f"GET /panel{HELD}/count": Row("team", part=True),
    **{f"POST /panel{HELD}/{{spare_held_id}}/{verb}": Row("desk", form={}) for verb in ("accept", "discard")},
    "GET /panel/widget/desks/{desk_id}": Row("desk_admin"),
    "POST /panel/widget/desks/{desk_id}": Row("desk_admin", form={}),
    "POST /panel/widget/desks/{desk_id}/secret": Row("desk_admin", form={}),
    "GET /helpdesk/ticket/{public_token}": Row("anyone"),
    "POST /helpdesk/ticket/{public_token}/comments": Row("anyone", form={"body": "x"}),
    "POST /helpdesk/ticket/{public_token}/solved": Row("anyone", form={}),
    "POST /helpdesk/ticket/{public_token}/reopen": Row("anyone", form={}),
    "GET /helpdesk/desks/widget.js": Row("anyone"),
    "GET /helpdesk/desks/widget-{number}.js": Row("anyone", may_miss=True),
    "GET /helpdesk/desks/widget.css": Row("anyone"),
    "GET /helpdesk/desks/{desk_token}/contact": Row("anyone"),
    "POST /helpdesk/desks/{desk_token}/contact": Row("anyone", form={"title": "x", "email": "x@a.example"}),
    "GET /helpdesk/desks/{desk_token}/my-tickets": Row("anyone"),
    "POST /helpdesk/desks/{desk_token}/my-tickets/codes": Row("anyone", form={"email": "x@a.example"}),
    "POST /helpdesk/desks/{desk_token}/my-tickets/sessions": Row(
        "visitor", form={"email": "x@a.example", "code": "12345678"}
    ),
    "POST /helpdesk/desks/{desk_token}/my-tickets/end": Row("anyone", form={}),
    "GET /demo/website": Row("anyone"),
    # notifications
    f"GET {MAIL}/mailbox": Row("desk_admin", may_miss=True),
    f"PUT {MAIL}/mailbox": Row("desk_admin", MAILBOX),
    f"DELETE {MAIL}/mailbox": Row("desk_admin", may_miss=True),
    f"POST {MAIL}/mailbox/test": Row("desk_admin", may_miss=True),
    "GET /api/mail/presets": Row("admin"),
    f"GET {MAIL}/templates/{{kind}}": Row("desk_admin"),
    f"PUT {MAIL}/templates/{{kind}}": Row("desk_admin", TEMPLATE),
    f"DELETE {MAIL}/templates/{{kind}}": Row("desk_admin"),
    f"POST {MAIL}/templates/{{kind}}/preview": Row("desk_admin", TEMPLATE),
    f"POST {MAIL}/templates/{{kind}}/test": Row("desk_admin", TEMPLATE, may_miss=True),
    "GET /api/mail/deliveries": Row("team"),
    f"GET {MAIL_PAGE}": Row("desk_admin"),
    f"POST {MAIL_PAGE}/mailbox": Row("desk_admin", form={}),
    f"POST {MAIL_PAGE}/mailbox/remove": Row("desk_admin", form={}, may_miss=True),
    f"POST {MAIL_PAGE}/mailbox/test": Row("desk_admin", form={}, may_miss=True),
    f"POST {MAIL_PAGE}/templates/{{kind}}": Row("desk_admin", form=TEMPLATE),
    f"POST {MAIL_PAGE}/templates/{{kind}}/preview": Row("desk_admin", form=TEMPLATE),
    f"POST {MAIL_PAGE}/templates/{{kind}}/reset": Row("desk_admin", form=TEMPLATE),
    f"POST {MAIL_PAGE}/templates/{{kind}}/test": Row("desk_admin", form=TEMPLATE, may_miss=True),
    "GET /api/mail/emails": Row("team"),
    f"GET {EMAIL}": Row("desk"),
    f"GET {EMAIL}/raw": Row("desk"),
    f"POST {EMAIL}/ticket": Row("desk", {}),
    f"PUT {EMAIL}/ticket": Row("desk", {"ticket_id": "{ticket_id}"}),
    f"POST {EMAIL}/retry": Row("desk"),
    f"DELETE {EMAIL}": Row("desk"),
    "GET /panel/mail/inbox": Row("team"),
    "GET /panel/mail/inbox/waiting": Row("team", part=True),
    f"GET {EMAIL_PAGE}": Row("desk"),
    f"GET {EMAIL_PAGE}/html": Row("desk"),
    f"GET {EMAIL_PAGE}/tickets": Row("desk", part=True),
    f"POST {EMAIL_PAGE}/ticket": Row("desk", form={"title": "x"}),
    f"POST {EMAIL_PAGE}/link": Row("desk", form={"ticket_id": "{ticket_id}"}),
    f"POST {EMAIL_PAGE}/discard": Row("desk", form={}),
    f"POST {EMAIL_PAGE}/retry": Row("desk", form={}),
    "GET /api/mail/notices": Row("team"),
    "POST /api/mail/notices/read": Row("team", {"all": True}),
    "GET /api/mail/notices/choices": Row("team"),
    "PUT /api/mail/notices/choices": Row("team", {"woken": {"mail": True}}),
    "GET /api/mail/notices/log": Row("team"),
    "GET /panel/notices": Row("team"),
    "GET /panel/notices/count": Row("team", part=True),
    "GET /panel/notices/{missing}": Row("team", may_miss=True),
    "POST /panel/notices/read": Row("team", form={}),
    "POST /panel/notices/choices": Row("team", form={"mail": "woken"}),
    "GET /panel/mail/of-ticket/{ticket_id}": Row("desk"),
    "GET /panel/mail/of-comment/{missing}": Row("team", may_miss=True),
    # scheduler
    "GET /api/timers": Row("admin"),
    # organization
    "GET /api/me": Row("signed_in"),
    "GET /api/people": Row("signed_in"),
    "POST /api/people": Row("admin", {}),
    "POST /api/people/invitations": Row("admin", {}),
    "GET /api/people/{agent_of_both}": Row("team"),
    "PATCH /api/people/{missing}": Row("admin", {"role": "agent"}, may_miss=True),
    "GET /api/groups": Row("team"),
    "POST /api/groups": Row("admin", {"name": "x", "member_ids": []}),
    "GET /api/groups/{group_id}": Row("team"),
    "PATCH /api/groups/{group_id}": Row("admin", {"description": "x"}),
    "GET /api/tasks": Row("team"),
    "POST /api/tasks": Row("desk", {"title": "x", "ticket_id": "{ticket_id}"}, unknown=422),
    "GET /api/tasks/{task_id}": Row("desk"),
    "PATCH /api/tasks/{task_id}": Row("desk", {"description": "x"}),
    "DELETE /api/tasks/{spare_task_id}": Row("desk"),
    "GET /api/tokens": Row("team"),
    "POST /api/tokens": Row("team", {}),
    "DELETE /api/tokens/{missing}": Row("team", may_miss=True),
    "GET /auth/sign-in": Row("anyone"),
    "POST /auth/sign-in": Row("anyone", {}),
    "POST /auth/sign-out": Row("anyone"),
    "GET /auth/password-reset": Row("anyone"),
    "POST /auth/password-reset": Row("anyone", {}),
    "GET /auth/password-reset/{missing}": Row("anyone", may_miss=True),
    "POST /auth/password-reset/{missing}": Row("anyone", {"password": "x"}, may_miss=True),
    "GET /auth/invitations/{missing}": Row("anyone", may_miss=True),
    "POST /auth/invitations/{missing}": Row("anyone", {"password": "x"}, may_miss=True),
    "GET /panel/tasks/of-ticket/{ticket_id}": Row("desk"),
    "POST /panel/tasks/of-ticket/{ticket_id}": Row("desk", form={"title": "x"}),
    "POST /panel/tasks/of-ticket/{ticket_id}/links": Row("desk", form={"task_id": "{task_id}"}),
    "POST /panel/tasks/of-ticket/{ticket_id}/done": Row("desk", form={"task_id": "{task_id}"}),
    "GET /panel/tasks": Row("team"),
    "POST /panel/tasks": Row("team", form={}),
    "GET /panel/tasks/{task_id}": Row("desk"),
    "POST /panel/tasks/{task_id}": Row("desk", form={"title": "x"}),
    "POST /panel/tasks/{task_id}/status": Row("desk", form={"status": "in_progress"}),
    "POST /panel/tasks/{spare_task_id}/delete": Row("desk", form={}),
    "GET /panel/organization": Row("team"),
    "POST /panel/organization/people": Row("admin", form={}),
    "GET /panel/organization/people/{agent_of_both}": Row("team"),
    f"POST {PEOPLE}/{{missing}}": Row("admin", form=NEWCOMER, may_miss=True),
    f"POST {PEOPLE}/{{missing}}/password": Row("admin", form={"password": "long-and-new"}, may_miss=True),
    "GET /panel/organization/me": Row("signed_in"),
    "GET /panel/organization/guest": Row("signed_in"),
    "GET /panel/organization/tokens": Row("team"),
    "POST /panel/organization/tokens": Row("team", form={}),
    "POST /panel/organization/tokens/{missing}/revoke": Row("team", form={}, may_miss=True),
    "GET /panel/organization/groups/{group_id}": Row("admin"),
    "POST /panel/organization/groups/{group_id}": Row("admin", form={}),
    "POST /panel/organization/people/{missing}/active": Row("admin", form={}, may_miss=True),
    "POST /panel/organization/groups": Row("admin", form={}),
}
