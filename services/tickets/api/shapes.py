"""What goes out through the JSON door."""

from collections.abc import Callable, Sequence
from typing import Any

from fastapi import Response

from services.tickets.domain.holding import HeldComment
from services.tickets.domain.next_action import next_action
from services.tickets.domain.snippets import Snippet
from services.tickets.domain.words import Comment, Writing
from services.tickets.public_links import PublicLinks
from services.tickets.queries.shapes import PARTS, TOLD, part
from shared.clock import utc_now
from shared.contracts.parts import Attachment
from shared.file_checks import NO_VERDICTS, Verdicts
from shared.file_links import FileLinks
from shared.packing import packed
from shared.web import etag

MERGED = ("id", "desk_id", "number", "title", "merged_at")
"""What is told of a ticket that leads to another one."""


class TicketShape:
    """Rows of tickets as the world sees them; their public pages and files get their addresses here."""

    def __init__(self, pages: PublicLinks, links: FileLinks) -> None:
        self._pages = pages
        self._links = links

    def whole(self, row: dict[str, Any]) -> dict[str, Any]:
        """One ticket with everything."""
        told = {name: row[name] for name in TOLD} | {name: part(row, name) for name in PARTS}
        return told | {
            "attachments": self.files(row["attachments"], row["verdicts"]),
            "fields": row["fields"],
            "tasks": row["tasks"],
            "merged_from": [{name: each[name] for name in MERGED} for each in row["merged_from"]],
            "moved_from": row["former_numbers"],
            "public_url": self._pages.address(row),
            "next_action": next_action(row, utc_now()).told,
            "participants": row["participants"],
            **({"snippet": _snippet(row["snippet"])} if "snippet" in row else {}),
        }

    def to_note(self, row: dict[str, Any]) -> dict[str, Any]:
        """The same for who was mentioned there: without the public link, by which one writes as the customer."""
        return self.whole(row) | {"public_url": None}

    def files(self, attachments: Any, verdicts: Verdicts = NO_VERDICTS) -> list[dict[str, Any]]:
        """Attachments with addresses that last a quarter of an hour."""
        return [self.file(Attachment.model_validate(each), verdicts) for each in attachments or ()]

    def file(self, attachment: Attachment, verdicts: Verdicts = NO_VERDICTS) -> dict[str, Any]:
        """One attachment; its place in the store is nobody's business."""
        shown = attachment.model_dump(mode="json", exclude={"object_key"})
        reason = self._links.verdict(attachment.object_key, verdicts).reason
        return shown | self._links.told(attachment, verdicts) | {"reason": reason}

    def entry(self, row: dict[str, Any]) -> dict[str, Any]:
        """One entry of the timeline."""
        actor = {"kind": row["actor_kind"], "id": row["actor_id"], "name": row["actor_name"]}
        entry = {"id": row["id"], "kind": row["kind"], "at": row["at"], "actor": actor}
        entry |= {"ticket_id": row["ticket_id"]}
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
            "attachments": self.files(row["attachments"], row["verdicts"]),
        }
        if row["kind"] == "held_comment":
            return entry | written | {"send_at": row["at"], **row["new"]}
        of_comments = ("deliveries", "looks_like_thanks") if row["kind"] == "comment" else ()
        return entry | written | {name: row[name] for name in of_comments}

    def comment(self, made: Comment | HeldComment) -> dict[str, Any]:
        """A reply just written; `send_at` is when it will be sent, empty for one that is."""
        return self.writing(made) | {"send_at": made.send_at if isinstance(made, HeldComment) else None}

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


def _snippet(found: Snippet | None) -> dict[str, Any] | None:
    """Where in a ticket a search found something: plain text, and places in it counted in characters."""
    return {"text": found.text, "marks": found.marks} if found else None


def answer(shown: dict[str, Any], status: int = 200) -> Response:
    """JSON, with the version as ETag where there is one."""
    headers = etag(shown["version"]) if "version" in shown else None
    return Response(packed(shown), status, headers, media_type="application/json")


def page(items: Sequence[Any], next_cursor: str | None, shape: Callable[[Any], Any], **more: Any) -> Response:
    """One page of a list."""
    body = {"items": [shape(item) for item in items], "next_cursor": next_cursor, **more}
    return Response(packed(body), media_type="application/json")
