"""What goes out through the JSON door."""

from collections.abc import Callable, Sequence
from typing import Any

from cachetools import LRUCache, cached
from fastapi import Response
from pydantic_core import to_json

from services.tickets.domain.words import Writing
from shared.contracts.parts import Attachment
from shared.files import FileLinks
from shared.secrets import Sealer
from shared.web import etag

OPENED = 10_000
"""Addresses of public pages kept opened in memory."""

REQUESTER = ("id", "email", "name", "phone", "external_id", "client", "verified")
SAME = (
    "id", "number", "desk_id", "title", "body", "body_html", "status", "priority", "channel", "tags",
    "version", "created_at", "updated_at", "resolved_at", "tell_customer",
)  # fmt: skip


class TicketShape:
    """Rows of tickets as the world sees them; `public_url` and files get their addresses here."""

    def __init__(self, public_url: str, sealer: Sealer, links: FileLinks) -> None:
        self._public_url = public_url
        self._links = links
        # A list opens fifty; opening one takes as long as all the rest of its row.
        self._open = cached(LRUCache[bytes, str](maxsize=OPENED))(sealer.open)

    def whole(self, row: dict[str, Any]) -> dict[str, Any]:
        """One ticket with everything."""
        token = self._open(row["sealed_token"]) if row["sealed_token"] else None
        return {name: row[name] for name in SAME} | {
            "requester": {name: row[f"requester_{name}"] for name in REQUESTER},
            "assignee": _assignee(row),
            "category": _category(row),
            "snooze": _snooze(row),
            "attachments": self.files(row["attachments"]),
            "tasks": row["tasks"],
            "public_url": f"{self._public_url}/helpdesk/ticket/{token}" if token else None,
        }

    def files(self, attachments: Any) -> list[dict[str, Any]]:
        """Attachments with addresses that last a quarter of an hour."""
        return [self.file(Attachment.model_validate(each)) for each in attachments or ()]

    def file(self, attachment: Attachment) -> dict[str, Any]:
        """One attachment; its place in the store is nobody's business."""
        shown = attachment.model_dump(mode="json", exclude={"object_key"})
        return shown | {"url": self._links.sign(attachment)}

    def entry(self, row: dict[str, Any]) -> dict[str, Any]:
        """One entry of the timeline."""
        actor = {"kind": row["actor_kind"], "id": row["actor_id"], "name": row["actor_name"]}
        entry = {"id": row["id"], "kind": row["kind"], "at": row["at"], "actor": actor}
        if row["kind"] == "change":
            return entry | {
                "change": row["change"],
                "field": row["field"],
                "old": row["old"],
                "new": row["new"],
            }
        written = {
            "body": row["body"],
            "body_html": row["body_html"],
            "attachments": self.files(row["attachments"]),
        }
        return entry | written | ({"deliveries": row["deliveries"]} if row["kind"] == "comment" else {})

    def writing(self, made: Writing) -> dict[str, Any]:
        """A comment or note just written."""
        author = {"kind": made.author_kind, "id": made.author_id, "name": made.author_name}
        return {
            "id": made.id,
            "ticket_id": made.ticket_id,
            "author": author,
            "body": made.body,
            "body_html": made.body_html,
            "attachments": self.files(made.attachments),
            "created_at": made.created_at,
        }


def _assignee(row: dict[str, Any]) -> dict[str, Any] | None:
    if not row["assignee_id"]:
        return None
    return {"kind": row["assignee_kind"], "id": row["assignee_id"]}


def _category(row: dict[str, Any]) -> dict[str, Any] | None:
    if not row["category_id"]:
        return None
    return {"id": row["category_id"], "name": row["category_name"], "color": row["category_color"]}


def _snooze(row: dict[str, Any]) -> dict[str, Any] | None:
    if not row["snoozed_until"]:
        return None
    return {
        "until": row["snoozed_until"],
        "reason": row["snooze_reason"],
        "by": row["snoozed_by"],
        "keep_asleep_on_reply": row["keep_asleep_on_reply"],
    }


def answer(shown: dict[str, Any], status: int = 200) -> Response:
    """JSON, with the version as ETag where there is one."""
    headers = etag(shown["version"]) if "version" in shown else None
    return Response(to_json(shown), status, headers, media_type="application/json")


def page(items: Sequence[Any], next_cursor: str | None, shape: Callable[[Any], Any], **more: Any) -> Response:
    """One page of a list."""
    body = {"items": [shape(item) for item in items], "next_cursor": next_cursor, **more}
    return Response(to_json(body), media_type="application/json")
