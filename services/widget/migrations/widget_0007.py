"""What customers say of their ticket's status, links in the place of first ones, how long links work."""

from shared.migrations.statements import comment, written_beside

revision = "widget_0007"
down_revision = "widget_0006"

make, downgrade = written_beside(__file__)

COMMENTS = {
    "status_wishes.wish": "solved or reopened: the last thing its customer said of it",
    "status_wishes.version": "of the ticket as it was known then: shown until a newer one is known",
    "renewed_links.token_hash": "of the link that took the place of the first one",
    "renewed_links.version": "of the ticket, when it got it",
    "desk_settings.link_days": "after which the link of a resolved ticket expires; 0 or none: never",
}


def upgrade() -> None:
    """Nothing that is there changes."""
    make()
    comment(COMMENTS)
